using FsCheck;
using FsCheck.Fluent;
using Infra.Pki;
using Infra.Pki.FreeRtos;
using Infra.Tests.Support;

namespace Infra.Tests.Pki.FreeRtos;

public sealed class A_credential_header
{
    private static readonly CredentialHeader Full = new()
    {
        Endpoint = "abc123-ats.iot.eu-west-1.amazonaws.com",
        ThingName = "lamp-1",
        WifiSsid = "Bob's \"lab\"",
        WifiPassword = "C:\\new??/ ключ",
    };

    [Fact]
    public void is_written_byte_for_byte_so() => Assert.Equal(
        """
        #ifndef __AWS_CLIENTCREDENTIAL__H__
        #define __AWS_CLIENTCREDENTIAL__H__

        /* Host name of the MQTT broker. */
        #define clientcredentialMQTT_BROKER_ENDPOINT         "abc123-ats.iot.eu-west-1.amazonaws.com"

        /* Name of the thing, and MQTT client id. */
        #define clientcredentialIOT_THING_NAME               "lamp-1"

        /* Port of the MQTT broker. */
        #define clientcredentialMQTT_BROKER_PORT             8883

        /* Port of Greengrass discovery. */
        #define clientcredentialGREENGRASS_DISCOVERY_PORT    8443

        /* Wi-Fi network to join. */
        #define clientcredentialWIFI_SSID                    "Bob's \"lab\""

        /* Its password. */
        #define clientcredentialWIFI_PASSWORD                "C:\\new?\?/ \320\272\320\273\321\216\321\207"

        /* eWiFiSecurityOpen, eWiFiSecurityWEP, eWiFiSecurityWPA or eWiFiSecurityWPA2. */
        #define clientcredentialWIFI_SECURITY                eWiFiSecurityWPA2

        #endif /* ifndef __AWS_CLIENTCREDENTIAL__H__ */

        """, Full.Write());

    [Fact]
    public void without_settings_has_the_defaults_of_FreeRTOS() =>
        Assert.Equal(new CredentialHeader(), CredentialHeader.Read(new CredentialHeader().Write()));

    // XA-19: any text is a C string afterwards, and the same text.
    [Fact]
    public void of_any_texts_reads_back_as_it_was() =>
        Prop.ForAll<NonNull<string>, NonNull<string>, WifiSecurity>((ssid, password, security) =>
        {
            // A lone surrogate has no bytes in UTF-8, and no board takes NUL.
            var header = new CredentialHeader
            {
                ThingName = Clean(ssid.Get), WifiSsid = Cut(Clean(ssid.Get), 8), WifiPassword = "password" + Cut(Clean(password.Get), 12), WifiSecurity = security,
            };
            return CredentialHeader.Read(header.Write()) == header;
        }).Check();

    [Fact]
    public void reads_as_the_quick_start_tool_writes_and_cleans_it_up()
    {
        const string written = "#ifndef __AWS_CLIENTCREDENTIAL__H__\r\n#define __AWS_CLIENTCREDENTIAL__H__\r\n#define clientcredentialMQTT_BROKER_ENDPOINT \"h.example\"\r\n"
            + "#define clientcredentialIOT_THING_NAME \"lamp-1\" // ours\r\n#define clientcredentialWIFI_SSID \"Paste Wi-Fi SSID here.\"\r\n#define clientcredentialWIFI_PASSWORD \"a\" /* in two */ \"b\"\r\n"
            + "#define clientcredentialWIFI_SECURITY eWiFiSecurityOpen\r\n#endif\r\n";

        var header = CredentialHeader.Read(written);

        Assert.Equal(new CredentialHeader { Endpoint = "h.example", ThingName = "lamp-1", WifiPassword = "ab", WifiSecurity = WifiSecurity.Open }, header);
    }

    [Fact]
    public void is_refused_for_settings_that_no_board_can_take()
    {
        Assert.All(
            new[]
            {
                Full with { WifiSsid = new string('ä', 17) },
                Full with { WifiPassword = "short" },
                Full with { WifiPassword = new string('x', 64) },
                Full with { MqttPort = 0 },
                Full with { Endpoint = "https://abc.iot.eu-west-1.amazonaws.com" },
                Full with { ThingName = "a\0b" },
            },
            header => Assert.Equal(FreeRtosErrors.SettingNotPossible, Assert.Throws<PkiException>(header.Write).Code));
        Assert.DoesNotContain("hunter2", Assert.Throws<PkiException>(() => (Full with { WifiPassword = "hunter2" }).Write()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#define clientcredentialMQTT_BROKER_ENDPOINT \"open")]
    [InlineData("/* no end")]
    [InlineData("int main;")]
    [InlineData("#define clientcredentialMQTT_BROKER_ENDPOINT \"a\" + \"b\"")]
    public void that_is_none_is_refused(string text) =>
        Assert.Equal(FreeRtosErrors.HeaderMalformed, Assert.Throws<PkiException>(() => CredentialHeader.Read(text)).Code);

    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value is not (0 or 0xfffd)));

    private static string Cut(string text, int runes) => string.Concat(text.EnumerateRunes().Take(runes));
}
