using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Infra.Pki;
using Infra.Tools.Devices.Manifests;

namespace Infra.Tools.Devices;

/// <summary>How a manifest is read that others wrote: where its ids are, and whom it is believed.</summary>
internal sealed class ReadingOptions
{
    public const string SignerRequired = "manifest-signer-required";

    private readonly Option<string?> _id = new("--id") { Description = "What holds the device id: a column or member by its name, or common-name for the certificate's subject. Default: device-id; microchip: uniqueId." };
    private readonly Option<string?> _slot = new("--key-slot") { Description = "Which of a secure element's keys is the device's (microchip). Default: 0." };
    private readonly Option<string[]> _signers = new("--manifest-signer") { Description = "Certificate, PEM or DER, of who signed the entries (microchip), from the vendor; may be repeated." };
    private readonly Option<bool> _unsigned = new("--unsigned") { Description = "Believe entries of secure elements without looking at their signatures." };
    private readonly Option<string[]> _issuers = new("--certificate-issuer") { Description = "Certificate of the CA that must have signed each entry's certificate (not microchip); may be repeated. Default: none must." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _id, _slot, _signers, _unsigned, _issuers }) { command.Options.Add(option); }
        command.Validators.Add(result =>
        {
            if (result.GetResult(_signers) is not null && result.GetValue(_unsigned)) { result.AddError("--manifest-signer and --unsigned exclude each other"); }
        });
    }

    public ReadManifest Read(ParseResult parsed, ManifestFormat format)
    {
        var (signers, issuers) = (parsed.GetValue(_signers) ?? [], parsed.GetValue(_issuers) ?? []);
        if (format is ManifestFormat.Microchip)
        {
            if (parsed.GetValue(_id) is { } id and not (ManifestReading.UniqueId or ManifestReading.CommonName))
            {
                throw Misplaced(_id, $"it is '{id}'; a secure element has {ManifestReading.UniqueId} and {ManifestReading.CommonName}");
            }

            if (issuers.Length > 0) { throw Misplaced(_issuers, "the manifest's own signature vouches for its certificates"); }
            if (signers.Length == 0 && !parsed.GetValue(_unsigned))
            {
                throw new ToolException(ExitCodes.Usage, SignerRequired, "a manifest of secure elements is signed, and nobody said by whom it should be",
                    "--manifest-signer with the certificate that the vendor publishes beside it, or --unsigned to do without");
            }
        }
        else
        {
            if (format is ManifestFormat.PemFolder && parsed.GetValue(_id) is not (null or ManifestReading.CommonName))
            {
                throw Misplaced(_id, $"a folder's ids are its files' names, or {ManifestReading.CommonName}");
            }

            foreach (var option in new Option[] { _slot, _signers, _unsigned }.Where(option => parsed.GetResult(option) is { Implicit: false })) { throw Misplaced(option, "it is for --format microchip"); }
        }

        return new(
            new ManifestReading
            {
                Id = parsed.GetValue(_id),
                KeySlot = parsed.GetValue(_slot) ?? new ManifestReading().KeySlot,
                Signers = signers.Length > 0 ? new([.. signers.Select(Load)]) : null,
            },
            issuers.Length > 0 ? [.. issuers.Select(Load)] : null);
    }

    private static ToolException Misplaced(Option option, string why) => new(ExitCodes.Usage, "option-misplaced", $"{option.Name} makes no sense with this manifest: {why}", $"leave {option.Name} out, or look at --format");

    private static X509Certificate2 Load(string path)
    {
        var text = ToolFiles.Read(path, TextReader.Null);
        if (text.Contains("-----BEGIN", StringComparison.Ordinal)) { return Pem.Certificates(text)[0]; }
        try
        {
            return X509CertificateLoader.LoadCertificate(System.Text.Encoding.Latin1.GetBytes(text));
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            throw new ToolException(ExitCodes.Refused, PkiErrors.MalformedPem, $"'{path}' holds no certificate: {exception.Message.TrimEnd('.')}", "give one certificate, PEM or DER");
        }
    }
}

/// <summary>What the options come to.</summary>
internal sealed record ReadManifest(ManifestReading Reading, IReadOnlyList<X509Certificate2>? Issuers) : IDisposable
{
    public void Dispose()
    {
        Reading.Signers?.Dispose();
        foreach (var issuer in Issuers ?? []) { issuer.Dispose(); }
    }
}
