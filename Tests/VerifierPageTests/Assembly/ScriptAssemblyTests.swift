import Testing

@testable import VerifierPage

@Suite("Modules of JavaScript become one script")
struct ScriptAssemblyTests {
    private static func pieces(_ texts: [String: String]) -> [PagePiece] {
        texts.map { PagePiece(name: $0.key, text: $0.value) }
    }

    @Test("each stands behind what it imports, without imports and exports")
    func order() throws {
        let assembly = try ScriptAssembly(
            of: "a/main.mjs",
            from: Self.pieces([
                "a/main.mjs": "import { two } from \"../b/two.mjs\";\nimport {\n  one,\n} from \"./one.mjs\";\none(two);\n",
                "a/one.mjs": "export function one(n) {\n  return n;\n}\n",
                "b/two.mjs": "import { one } from \"../a/one.mjs\";\nconst two = one(2);\nexport { two };\n",
            ]))
        #expect(assembly.names == ["a/one.mjs", "b/two.mjs", "a/main.mjs"])
        #expect(
            assembly.text == """
                (() => {
                "use strict";

                // a/one.mjs
                function one(n) {
                  return n;
                }


                // b/two.mjs
                const two = one(2);


                // a/main.mjs
                one(two);

                })();

                """)
    }

    @Test(
        "what cannot be put together is refused with its reason",
        arguments: [
            ("import * as all from \"./other.mjs\";", PageError.Code.syntax),
            ("import other from \"./other.mjs\";", .syntax),
            ("import { other as mine } from \"./other.mjs\";", .syntax),
            ("import { other } from \"other\";", .syntax),
            ("import \"./other.mjs\";", .syntax),
            ("export default 1;", .syntax),
            ("export * from \"./other.mjs\";", .syntax),
            ("import { other } from \"./nowhere.mjs\";", .missing),
            ("import { hidden } from \"./other.mjs\";", .missing),
            ("import { other } from \"./other.mjs\";\nfunction hidden() {}", .nameTaken),
            ("import { round } from \"./round.mjs\";", .cycle),
            ("const text = \"</SCRIPT>\";", .endsElement),
            ("// <!-- a comment of HTML", .endsElement),
        ])
    func refusals(_ text: String, _ code: PageError.Code) {
        let pieces = Self.pieces([
            "main.mjs": text + "\n", "other.mjs": "const hidden = 1;\nexport const other = hidden;\n",
            "round.mjs": "import { trip } from \"./trip.mjs\";\nexport const round = 1;\n",
            "trip.mjs": "import { round } from \"./round.mjs\";\nexport const trip = 1;\n",
        ])
        do {
            _ = try ScriptAssembly(of: "main.mjs", from: pieces)
            Issue.record("\(text) was taken")
        } catch {
            #expect(error.code == code, "\(error)")
        }
    }

    @Test("names are found in every kind of declaration outside of blocks, and in no other")
    func declarations() throws {
        let text = """
            const a = 1;
            export let b = 2;
            export async function c() {
              const inner = 1;
            }
            function* d() {}
            async function* e() {}
            export class F {}
            constant(1);

            """
        let module = try ScriptModule(PagePiece(name: "m.mjs", text: text))
        #expect(module.declarations == ["a", "b", "c", "d", "e", "F"])
        #expect(module.exports == ["b", "c", "F"])
    }
}
