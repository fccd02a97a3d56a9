using System.CommandLine;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary><c>provision key read</c>: the board's public key out of its serial log.</summary>
internal static class ReadCommand
{
    public static Command Create(ToolConsole console)
    {
        var log = new Argument<string>("log") { Description = "Capture of the serial console; - for standard input." };
        var to = new Option<string?>("--out") { Description = "File for the key, PEM. Default: standard output." };
        var last = new Option<bool>("--last") { Description = "Of several keys of one board, take the last: the earlier are dead." };
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("read", "Find 'Device public key, N bytes:' in a serial log and write the key.") { log, to, last, force, json };
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var text = ToolFiles.Read(parsed.GetRequiredValue(log), console.Input);
            var found = parsed.GetValue(last) ? ConsoleKeyLog.ReadAll(text)[^1] : ConsoleKeyLog.Read(text);
            var pem = KeyOptions.PublicKeyPem(found.Key.SubjectPublicKeyInfo.Span);
            var result = new ReadKey(found.Key.Kind.ToString(), found.Key.Sha256.ToString(), found.Line, found.RecommendedName, pem, parsed.GetValue(to));
            if (parsed.GetValue(to) is not { } path)
            {
                console.Result(parsed.GetValue(json), result, pem.TrimEnd('\n'));
                return ExitCodes.Done;
            }

            ToolFiles.Write(parsed.GetValue(force), ToolFile.Public(path, pem));
            console.Result(parsed.GetValue(json), result,
            [
                $"read: the {result.KeyKind} key of line {result.Line}",
                $"  SHA-256 {result.SpkiSha256}",
                .. result.RecommendedName is { } name ? (string[])[$"  subject CN={name}, as the board recommends"] : [],
                $"  file    {path}",
            ]);
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record ReadKey(string KeyKind, string SpkiSha256, int Line, string? RecommendedName, string Pem, string? Path);
}
