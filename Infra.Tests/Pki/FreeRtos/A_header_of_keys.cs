using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Infra.Pki;
using Infra.Pki.FreeRtos;
using Infra.Tests.Support;

namespace Infra.Tests.Pki.FreeRtos;

public sealed class A_header_of_keys
{
    private const string Short = "-----BEGIN CERTIFICATE-----\nTWFu\n-----END CERTIFICATE-----\n";
    private static readonly string Certificate = Block("CERTIFICATE", 700);
    private static readonly string Issuer = Block("CERTIFICATE", 500);
    private static readonly string Key = Block("RSA PRIVATE KEY", 1191);

    [Fact]
    public void is_written_byte_for_byte_so() => Assert.Equal(
        """
        #ifndef AWS_CLIENT_CREDENTIAL_KEYS_H
        #define AWS_CLIENT_CREDENTIAL_KEYS_H

        /* PEM-encoded client certificate. */
        #ifndef keyCLIENT_CERTIFICATE_PEM
            #define keyCLIENT_CERTIFICATE_PEM \
        "-----BEGIN CERTIFICATE-----\n"\
        "TWFu\n"\
        "-----END CERTIFICATE-----\n"
        #endif

        /* PEM-encoded issuer of the client certificate, sent with it on the first connection. */
        #ifndef keyJITR_DEVICE_CERTIFICATE_AUTHORITY_PEM
            #define keyJITR_DEVICE_CERTIFICATE_AUTHORITY_PEM    NULL
        #endif

        /* PEM-encoded client private key; NULL when the board keeps a key of its own. */
        #ifndef keyCLIENT_PRIVATE_KEY_PEM
            #define keyCLIENT_PRIVATE_KEY_PEM    NULL
        #endif

        #endif /* AWS_CLIENT_CREDENTIAL_KEYS_H */

        """, new CredentialKeysHeader(Short, null, null).Write());

    // XA-17: a missing last line end costs nothing.
    [Fact]
    public void is_the_same_for_a_file_of_windows_or_without_a_last_line_end()
    {
        var expected = new CredentialKeysHeader(Certificate, Issuer, null).Write();

        Assert.Equal(expected, new CredentialKeysHeader(Certificate.Replace("\n", "\r\n", StringComparison.Ordinal), Issuer.TrimEnd(), null).Write());
    }

    [Fact]
    public void of_any_credentials_reads_back_as_it_was() =>
        Prop.ForAll<byte[], byte[], byte[]>((certificate, issuer, key) =>
        {
            var header = new CredentialKeysHeader(
                Present(certificate, "CERTIFICATE"), Present(issuer, "CERTIFICATE"), Present(key, "EC PRIVATE KEY"));
            return CredentialKeysHeader.Read(header.Write()) == header;
        }).Check();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void reads_back_from_each_tool_of_FreeRTOS(bool windows)
    {
        foreach (var written in new[] { Dialects.Configurator(Certificate, Key), Dialects.QuickStart(Certificate, Key), Dialects.PemToCString(Certificate, Key) })
        {
            var header = CredentialKeysHeader.Read(windows ? written.Replace("\n", "\r\n", StringComparison.Ordinal) : written);

            Assert.Equal(new CredentialKeysHeader(Certificate, null, Key), header);
        }
    }

    // XA-17: what FreeRTOS's configurator cuts off is noticed.
    [Fact]
    public void whose_END_line_the_configurator_cut_is_refused()
    {
        // generator.js takes the last six characters off, whatever they are.
        var refusal = Assert.Throws<PkiException>(() => CredentialKeysHeader.Read(Dialects.Configurator(Certificate.TrimEnd(), Key)));

        Assert.Equal(FreeRtosErrors.HeaderMalformed, refusal.Code);
        Assert.Contains("keyCLIENT_CERTIFICATE_PEM", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void cleaned_up_by_the_quick_start_tool_holds_nothing() => Assert.Equal(
        new CredentialKeysHeader(null, null, null),
        CredentialKeysHeader.Read("#define keyCLIENT_CERTIFICATE_PEM \"Paste client certificate here.\"\n#define keyJITR_DEVICE_CERTIFICATE_AUTHORITY_PEM NULL\n#define keyCLIENT_PRIVATE_KEY_PEM \"\"\n"));

    [Fact]
    public void that_defines_no_credential_is_refused() =>
        Assert.Equal(FreeRtosErrors.HeaderMalformed, Assert.Throws<PkiException>(() => CredentialKeysHeader.Read("#define other 1\n")).Code);

    private static string Block(string label, int bytes) => PemEncoding.WriteString(label, RandomNumberGenerator.GetBytes(bytes)) + "\n";

    private static string? Present(byte[]? bytes, string label) => bytes is { Length: > 0 } ? PemEncoding.WriteString(label, bytes) + "\n" : null;

    /// <summary>What FreeRTOS's own tools write, in the parts that differ.</summary>
    private static class Dialects
    {
        private const string Comment = "/*\n * PEM-encoded client certificate.\n *\n * Must include the PEM header and footer:\n * \"-----BEGIN CERTIFICATE-----\\n\"\\\n * \"...base64 data...\\n\"\\\n * \"-----END CERTIFICATE-----\"\n */\n";

        /// <summary>generator.js of CertificateConfigurator.html: no line feed in the last literal.</summary>
        public static string Configurator(string certificate, string key) =>
            "#ifndef AWS_CLIENT_CREDENTIAL_KEYS_H\n#define AWS_CLIENT_CREDENTIAL_KEYS_H\n\n#include <stdint.h>\n\n"
            + Comment + $"#define keyCLIENT_CERTIFICATE_PEM \\\n\"{Cut(certificate)}\n" + Comment + $"#define keyCLIENT_PRIVATE_KEY_PEM \\\n\"{Cut(key)}\n"
            + Comment + "#define keyJITR_DEVICE_CERTIFICATE_AUTHORITY_PEM  \"\"\n\n\n#endif /* AWS_CLIENT_CREDENTIAL_KEYS_H */\n";

        /// <summary>aws_config_quick_start/misc.py: literals joined by a backslash.</summary>
        public static string QuickStart(string certificate, string key) =>
            $"#ifndef AWS_CLIENT_CREDENTIAL_KEYS_H\n#define AWS_CLIENT_CREDENTIAL_KEYS_H\n#include <stdint.h>\n#define keyCLIENT_CERTIFICATE_PEM \\\n{Literals(certificate, "\\\n")}\n"
            + $"#define keyJITR_DEVICE_CERTIFICATE_AUTHORITY_PEM  NULL\n#define keyCLIENT_PRIVATE_KEY_PEM \\\n{Literals(key, "\\\n")}\n#endif\n";

        /// <summary>PEM-to-C-string.py: a banner, and a blank before each backslash.</summary>
        public static string PemToCString(string certificate, string key) =>
            $"============ Formatted device.key ===========\n\n#define keyCLIENT_PRIVATE_KEY_PEM \\\n{Literals(key, " \\\n")}\n\n====================================================================\n\n\n"
            + $"============ Formatted device.pem ===========\n\n#define keyCLIENT_CERTIFICATE_PEM \\\n{Literals(certificate, " \\\n")}\n\n====================================================================\n\n\n";

        private static string Cut(string pem) => pem.Replace("\n", "\\n\"\\\n\"", StringComparison.Ordinal)[..^6] + "\"\n";

        private static string Literals(string pem, string between) => string.Join(between, pem.TrimEnd('\n').Split('\n').Select(line => $"\"{line}\\n\""));
    }
}
