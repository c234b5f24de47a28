import TouchmarkCommands

@main
enum Main {
    static func main() async { await TouchmarkCommand.runAndExit() }
}
