namespace Infra.Pki.Linting.Lints.Rfc5280;

internal sealed class SerialNumberIsPositiveAndShort : ICertificateLint
{
    public string Rule => "the serial number is positive and at most 20 octets long";

    public string Citation => "RFC 5280 4.1.2.2";

    public string? Check(LintSubject certificate)
    {
        var serial = certificate.Certificate.SerialNumber.Value;
        return serial.SignValue <= 0 ? $"serial number {serial} is not positive"
            : serial.ToByteArray().Length > 20 ? $"serial number is {serial.ToByteArray().Length} octets long, at most 20 are allowed"
            : null;
    }
}
