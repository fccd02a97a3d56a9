using System.CommandLine;
using Infra.Pki;
using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary>
/// <c>provision key certificate</c>: what <c>openssl x509 -req -force_pubkey</c> does on FreeRTOS's page, with the checks and the
/// extensions that it lacks. For lab boards; a board that can sign its own request proves more (see the front page).
/// </summary>
internal static class CertificateCommand
{
    private const int MostDays = 3650;
    private const int LongestAge = 24 * 365;

    public static Command Create(ToolConsole console, TimeProvider clock)
    {
        var csr = new Option<string>("--csr") { Description = "The officer's request, PEM.", Required = true };
        var deviceKey = KeyOptions.DeviceKey();
        var officers = new Option<string>("--officers") { Description = "File with the SHA-256 of each officer's public key, one a line.", Required = true };
        var unnamed = new Option<bool>("--allow-unnamed-key") { Description = "Take a request that does not name the board's key, as OpenSSL makes it: its officer then vouches for the name only." };
        var maxAge = new Option<int>("--max-age") { Description = "Hours after its signing that a request is taken.", DefaultValueFactory = _ => 24 };
        var days = KeyOptions.Days(MostDays);
        var crl = new Option<Uri?>("--crl-url") { Description = "Where the CA's revocation list is served. Default: the extension is left out." };
        var ca = new AuthorityOptions(required: true);
        var to = KeyOptions.Out("File for the certificate, PEM.");
        var log = new Option<string?>("--log") { Description = "File that each issuance is added to before it is signed, one JSON object a line. Default: CA-CHAIN.enrolments.ndjson." };
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("certificate", "Issue a board's client certificate on an officer's request.") { csr, deviceKey, officers, unnamed, maxAge, days, crl, to, log, force, json };
        maxAge.RequireRange(1, LongestAge);
        ca.AddTo(command);
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var key = KeyOptions.ReadDeviceKey(parsed.GetRequiredValue(deviceKey), console);
            var der = Pem.Request(ToolFiles.Read(parsed.GetRequiredValue(csr), console.Input));
            var officerList = OfficerList.Parse(ToolFiles.Read(parsed.GetRequiredValue(officers), TextReader.Null));
            var now = clock.GetUtcNow();
            var request = OfficerRequest.Verify(der, officerList, key, new() { Now = now, MaxAge = TimeSpan.FromHours(parsed.GetValue(maxAge)), MayNameNoKey = parsed.GetValue(unnamed) });
            ToolFiles.RequireFree(parsed.GetValue(force), parsed.GetRequiredValue(to));
            using var authority = ca.Open(parsed, console, clock)!;
            var validity = ValidityPeriod.FromNow(clock, TimeSpan.FromDays(parsed.GetValue(days))).CappedAt(authority.NotAfter);
            var prepared = authority.Prepare(CertificateProfile.Device, new IssuanceRequest
            {
                Subject = DistinguishedNames.CommonName(request.Device.ToString()),
                SubjectPublicKeyInfo = key.SubjectPublicKeyInfo,
                Validity = validity,
                CrlDistributionPoint = parsed.GetValue(crl),
            });
            var logPath = parsed.GetValue(log) ?? $"{ca.ReadChainPath(parsed)}.enrolments.ndjson";
            EnrolmentLog.Append(logPath, new(
                now.UtcDateTime, request.Device.ToString(), key.Sha256.ToString(), request.OfficerSha256.ToString(), request.NamesKey, request.SignedAt?.UtcDateTime,
                prepared.SerialNumber.ToLowerInvariant(), validity.NotAfter.UtcDateTime, Convert.ToBase64String(der)));
            var certificate = authority.Issue(prepared);
            var issued = new Issued(
                request.Device.ToString(), certificate.SerialNumber.ToLowerInvariant(), key.Sha256.ToString(), request.OfficerSha256.ToString(), request.NamesKey,
                request.SignedAt?.UtcDateTime, validity.NotAfter.UtcDateTime, parsed.GetRequiredValue(to), logPath);
            ToolFiles.Write(parsed.GetValue(force), ToolFile.Public(issued.CertificatePath, certificate.CertificatePem));
            Tell(console, parsed.GetValue(json), issued);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Tell(ToolConsole console, bool json, Issued issued) => console.Result(
        json,
        issued,
        $"issued: a client certificate for {issued.ThingName}",
        $"  serial  {issued.SerialNumber}",
        $"  until   {issued.NotAfter:u}",
        $"  key     {issued.SpkiSha256}",
        $"  officer {issued.OfficerSha256}{(issued.OfficerNamedKey ? "" : ", who signed for the name only: the request names no device key")}",
        $"  log     {issued.LogPath}",
        $"  file    {issued.CertificatePath}");

    private sealed record Issued(
        string ThingName, string SerialNumber, string SpkiSha256, string OfficerSha256, bool OfficerNamedKey, DateTime? OfficerSignedAt, DateTime NotAfter,
        string CertificatePath, string LogPath);
}
