import HTTPTypes
import Hummingbird
import Primitives

/// The service in OpenAPI 3.1, made from the table of routes.
struct Description: Sendable {
    let text: String

    init(of routes: [Route], version: String) {
        var paths: [String: [JSONObject.Member]] = [:]
        for route in routes {
            for (place, path) in route.operation.paths.enumerated() {
                let method = route.method.rawValue.lowercased()
                paths[path, default: []].append(.init(name: method, value: route.describe(at: path, place)))
            }
        }
        let document: JSONValue = [
            "openapi": "3.1.0",
            "info": [
                "title": "Touchmark", "version": .string(version),
                "description": "A ledger of signed statements about training data.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .object(JSONObject(paths.map { .init(name: $0.key, value: .object(JSONObject($0.value))) })),
            "components": [
                "schemas": .object(Schemas.all), "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
        text = document.canonicalText
    }
}

extension Route {
    fileprivate func describe(at path: String, _ place: Int) -> JSONValue {
        var answers = operation.answers.map { JSONObject.Member(name: String($0.status), value: $0.json) }
        answers.append(
            .init(
                name: "default",
                value: [
                    "description": "What went wrong (RFC 9457).",
                    "content": Operation.content([(Problem.mediaType, .schema("Problem"))]),
                ]))
        var object: JSONObject = [
            "operationId": .string(operation.id + (place == 0 ? "" : "Partial")), "summary": .string(operation.summary),
            "responses": .object(JSONObject(answers)),
            "parameters": .array(operation.parameters.filter { $0.place != "path" || path.contains("{\($0.name)}") }.map(\.json)),
            "security": access == .anybody ? [] : [["token": []]],
            "x-touchmark-roles": .array(access == .anybody ? [] : access.roles.map(\.rawValue).sorted().map { .string($0) }),
        ]
        if !operation.body.isEmpty {
            object["requestBody"] = ["required": true, "content": Operation.content(operation.body)]
        }
        return .object(object)
    }
}
