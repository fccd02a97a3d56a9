using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Components;

/// <summary>When a certificate ends, as functions are told it.</summary>
internal static class CertificateEnd
{
    /// <summary>The certificate's last day, counted from 1970-01-01 (UTC); 0 where the text is no certificate, such as a test's.</summary>
    public static string DayOf(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return ((int)(certificate.NotAfter.ToUniversalTime() - DateTime.UnixEpoch).TotalDays).ToString(CultureInfo.InvariantCulture);
        }
        catch (CryptographicException) { return "0"; }
    }
}
