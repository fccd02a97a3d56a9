using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Infra.Tests.Tools.Boards;

/// <summary>
/// A board of FreeRTOS's reference integrations as seen from its serial line: it repeats each character, reads lines as <c>cli_uart_drv.c</c> does and answers
/// as <c>cli_pki.c</c> and <c>cli_conf.c</c> do, with a real key. It can be told to misbehave.
/// </summary>
internal sealed class BoardDouble : IDisposable
{
    private const string Prompt = "> ";
    private const string OwnCertificate = "tls_cert";

    private readonly StringBuilder _typed = new();
    private readonly StringBuilder _said = new();
    private readonly StringBuilder _pem = new();
    private Dictionary<string, string> _staged = [];
    private string? _importing;

    public Dictionary<string, string> Settings { get; } = new()
    {
        ["thing_name"] = "", ["mqtt_endpoint"] = "", ["mqtt_port"] = "8883", ["wifi_ssid"] = "", ["wifi_credential"] = "", ["time_hwm"] = "0",
    };

    /// <summary>What was committed, which a reset goes by.</summary>
    public Dictionary<string, string> Committed { get; private set; } = [];

    public Dictionary<string, byte[]> Certificates { get; } = [];

    public ECDsa? Key { get; set; }

    public List<string> Commands { get; } = [];

    public int Resets { get; private set; }

    /// <summary>Other tasks log while commands are typed and answered.</summary>
    public bool LogsMeanwhile { get; set; }

    /// <summary>Nothing is said at all.</summary>
    public bool IsDead { get; set; }

    /// <summary>The commands whose answer never comes.</summary>
    public string? HangsAt { get; set; }

    /// <summary>The curve of new keys. Default: P-256, as the firmware's.</summary>
    public ECCurve Curve { get; set; } = ECCurve.NamedCurves.nistP256;

    /// <summary>Signs requests, and certificates of its own, with a key other than it told.</summary>
    public bool SignsWithAnotherKey { get; set; }

    /// <summary>The name in requests, whatever the setting says.</summary>
    public string? NameInRequests { get; set; }

    /// <summary>Says "Success" and stores nothing.</summary>
    public bool ForgetsCertificates { get; set; }

    /// <summary>Has no room for certificates.</summary>
    public bool RefusesCertificates { get; set; }

    /// <summary>Keeps so many characters of a setting.</summary>
    public int MostSettingLength { get; set; } = 255;

    /// <summary>Firmware from before <c>pki export</c>.</summary>
    public bool KnowsNoExport { get; set; }

    /// <summary>Ends a PEM block before its last line.</summary>
    public bool CutsPem { get; set; }

    /// <summary>What the bytes of the other end make the board say.</summary>
    public byte[] Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes) { Take((char)letter); }
        var said = IsDead ? [] : Encoding.Latin1.GetBytes(_said.ToString());
        _said.Clear();
        return said;
    }

    /// <summary>A console that was left while it waits for the lines of a certificate.</summary>
    public void LeaveInTheMiddleOfAnImport() => _importing = OwnCertificate;

    public void Dispose() => Key?.Dispose();

    private void Take(char letter)
    {
        switch (letter)
        {
            case '\u0003':
                _typed.Clear();
                _said.Append("\r\n" + Prompt);
                break;
            case '\r' or '\n' when _typed.Length == 0:
                break;
            case '\r' or '\n':
                _said.Append("\r\n");
                var line = _typed.ToString();
                _typed.Clear();
                Answer(line);
                break;
            default:
                _typed.Append(letter);
                _said.Append(letter);
                if (LogsMeanwhile && _typed.Length == 3) { _said.Append($"\r\u001b[K<ERR>      4711 [MQTTAgent ] Failed to connect = no network.\r\n{Prompt}{_typed}"); }
                break;
        }
    }

    private void Answer(string line)
    {
        if (_importing is null) { Commands.Add(line); }
        if (HangsAt is not null && line.StartsWith(HangsAt, StringComparison.Ordinal)) { return; }
        if (_importing is not null) { TakePem(line); }
        else { Execute(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)); }
        if (line == "reset") { return; }
        _said.Append(Prompt);
    }

    private void Execute(string[] words)
    {
        switch (words)
        {
            case ["conf", "get"]:
                foreach (var (name, value) in Settings) { Say(name is "time_hwm" or "mqtt_port" ? $"{name}={value}" : $"{name}=\"{value}\""); }
                break;
            case ["conf", "set", var name, var value, ..] when !Settings.ContainsKey(name):
                Say($"Error: key: {name} was not recognized.");
                break;
            case ["conf", "set", "time_hwm", var value, ..] when !uint.TryParse(value, out _):
                Say($"Error: value: {value} is not valid for key: time_hwm");
                break;
            case ["conf", "set", "wifi_credential", { Length: < 8 } value]:
                Say($"Error: value: {value} is not valid for key: wifi_credential");
                break;
            case ["conf", "set", var name, var value, ..]:
                Settings[name] = value[..Math.Min(value.Length, MostSettingLength)];
                _staged = new(Settings);
                Say($"{name}=\"{value}\"");
                break;
            case ["conf", "commit"]:
                Committed = _staged;
                Say("Configuration saved to NVM.");
                break;
            case ["pki", "generate", "key"]:
                Key?.Dispose();
                Key = ECDsa.Create(Curve);
                Say("SUCCESS: Key pair generated and stored in", "Private Key Label: tls_key_priv", "Public Key Label: tls_key_pub");
                Say("PUBLIC KEY", Key.ExportSubjectPublicKeyInfo());
                break;
            case ["pki", "generate", "csr"] when Key is null:
                Say("<ERR>      812 [CLI       ] Failed to load private key.");
                break;
            case ["pki", "generate", "csr"]:
                Say("CERTIFICATE REQUEST", Request());
                break;
            case ["pki", "generate", "cert"]:
                Certificates[OwnCertificate] = SelfSigned();
                Say("CERTIFICATE", Certificates[OwnCertificate]);
                break;
            case ["pki", "export", ..] when KnowsNoExport:
                Say("pki:", "    Perform public/private key operations.");
                break;
            case ["pki", "export", "key"] when Key is null:
                Say("ERROR: Failed to locate public key with label: 'tls_key_pub");
                break;
            case ["pki", "export", "key"]:
                Say("Public Key Label: tls_key_pub");
                Say("PUBLIC KEY", Key.ExportSubjectPublicKeyInfo());
                break;
            case ["pki", "export", "cert", .. var label]:
                if (Certificates.TryGetValue(label is [var named] ? named : OwnCertificate, out var certificate)) { Say("CERTIFICATE", certificate); }
                break;
            case ["pki", "import", "cert", .. var label]:
                _importing = label is [var slot] ? slot : OwnCertificate;
                _pem.Clear();
                break;
            case ["reset"]:
                Resets++;
                break;
            default:
                Say("Command not recognized. Enter 'help' to view a list of available commands.");
                break;
        }
    }

    private void TakePem(string line)
    {
        if (line.Length > 64 || (_pem.Length == 0 && !line.StartsWith("-----BEGIN ", StringComparison.Ordinal)))
        {
            _importing = null;
            Say("Error: PEM header does not contain the expected text: '-----BEGIN '.");
            return;
        }

        _pem.Append(line).Append('\n');
        if (!line.StartsWith("-----END ", StringComparison.Ordinal)) { return; }
        if (RefusesCertificates) { Say($"Error: failed to save certificate to label: '{_importing}'."); }
        else
        {
            using var certificate = X509Certificate2.CreateFromPem(_pem.ToString());
            if (!ForgetsCertificates) { Certificates[_importing!] = certificate.RawData; }
            Say($"Success: Certificate loaded to label: '{_importing}'.");
        }

        _importing = null;
    }

    /// <summary>With the extensions that <c>vSubCommand_GenerateCsr</c> asks mbed TLS for.</summary>
    private byte[] Request()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={NameInRequests ?? Settings["thing_name"]}", SignsWithAnotherKey ? other : Key!, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: false));
        var sslClient = new AsnWriter(AsnEncodingRules.DER);
        sslClient.WriteBitString([0b1000_0000], unusedBitCount: 7);
        request.CertificateExtensions.Add(new X509Extension("2.16.840.1.113730.1.1", sslClient.Encode(), critical: false));
        return request.CreateSigningRequest();
    }

    private byte[] SelfSigned()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={NameInRequests ?? Settings["thing_name"]}", Key!, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        using var certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(SignsWithAnotherKey ? other : Key!), DateTimeOffset.UnixEpoch, new(2069, 12, 31, 23, 59, 59, TimeSpan.Zero), [1]);
        return certificate.RawData;
    }

    private void Say(params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            _said.Append(line).Append("\r\n");
            if (LogsMeanwhile) { _said.Append("<ERR>      4712 [OTA Agent ] Error in the state machine, a=b\r\n"); }
        }
    }

    private void Say(string label, byte[] der)
    {
        var lines = PemEncoding.WriteString(label, der).Split('\n');
        Say(CutsPem ? lines[..^1] : lines);
    }
}
