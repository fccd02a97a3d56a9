using System.CommandLine;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki revoke</c>: marks a certificate in the authority's records; the next list and the responder say so.</summary>
internal static class RevokeCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var authority = new AuthorityOptions();
        var serial = new Option<string?>("--serial") { Description = "The certificate's serial number in hex." };
        var certificate = new Option<string?>("--certificate") { Description = "Or the certificate itself, PEM." };
        var reason = new Option<string>("--reason") { Description = "Why (RFC 5280 5.3.1).", DefaultValueFactory = _ => "unspecified" };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("revoke", "Revoke a certificate that the authority issued.") { serial, certificate, reason, json };
        authority.AddTo(command, unlocks: false);
        reason.AcceptOnlyFromAmong([.. CertificateRecord.Reasons.Keys]);
        command.Validators.Add(result =>
        {
            if (result.GetResult(serial) is null == result.GetResult(certificate) is null) { result.AddError("give --serial or --certificate, one of them"); }
        });
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var number = parsed.GetValue(serial)?.Replace(":", "", StringComparison.Ordinal)
                ?? Infra.Pki.Pem.Certificates(ToolFiles.Read(parsed.GetValue(certificate)!, console.Input))[0].SerialNumber;
            var record = authority.Folder(parsed).Revoke(number, CertificateRecord.Reasons[parsed.GetRequiredValue(reason)], clock.GetUtcNow());
            var revocation = record.Revocation!;
            console.Result(
                parsed.GetValue(json),
                new Revoked(record.SerialNumber.ToLowerInvariant(), record.Subject, revocation.RevokedAt, revocation.Reason.ToString()),
                $"revoked: {record.Subject}",
                $"  serial    {record.SerialNumber.ToLowerInvariant()}",
                $"  reason    {revocation.Reason}",
                "  next      provision pki crl, and publish the list");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Revoked(string SerialNumber, string Subject, DateTimeOffset RevokedAt, string Reason);
}
