using System.CommandLine;
using System.Globalization;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki crl</c>: signs the authority's next revocation list.</summary>
internal static class CrlCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var authority = new AuthorityOptions();
        var days = new Option<int?>("--days") { Description = "Until the next list at the latest. Default: the ceremony's crlDays." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("crl", "Sign the next revocation list; it takes the last one's place.") { days, json };
        authority.AddTo(command);
        days.RequireRange(1, 400);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var folder = authority.Folder(parsed);
            using var issuer = authority.Unlock(parsed, console, clock);
            var list = folder.IssueList(issuer, parsed.GetValue(days), clock);
            console.Result(
                parsed.GetValue(json),
                new Listed(list.Number?.ToString(CultureInfo.InvariantCulture), list.Revoked.Length, list.NextUpdate, folder.PathOf(AuthorityFolder.CrlName)),
                $"signed: revocation list {list.Number} with {list.Revoked.Length} certificates",
                $"  next by   {list.NextUpdate:u}",
                $"  file      {folder.PathOf(AuthorityFolder.CrlName)}{(folder.Settings.CrlUrl is { } url ? $", to be served at {url}" : "")}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Listed(string? Number, int Revoked, DateTimeOffset? NextUpdate, string Path);
}
