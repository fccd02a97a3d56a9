namespace Infra.Pki.Linting.Lints.House;

/// <summary>A guessable serial number once let a collision attack forge an authority (MD5, 2008); the rule outlived the hash.</summary>
internal sealed class SerialNumberIsUnguessable : ICertificateLint
{
    public string Rule => "the serial number has room for 64 random bits";

    public string Citation => "CA/Browser Forum BR 7.1, taken over by this house";

    public string? Check(LintSubject certificate)
    {
        var serial = certificate.Certificate.SerialNumber.Value;
        var bits = serial.BitLength;
        return serial.SignValue <= 0 || bits > 64 ? null : $"serial number has {bits} bits, must have more than 64";
    }
}
