using System.Diagnostics;
using Infra.Pki.FreeRtos;

namespace Infra.Tests.Pki.FreeRtos;

/// <summary>The machine's own C compiler as the judge of both headers. A machine without one is judged by the reader alone.</summary>
public sealed class A_C_compiler : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void sees_in_the_headers_what_was_put_in()
    {
        const string password = "\"); system(\"x\"); /* ??/ \\ %s ключ";
        var header = new CredentialHeader { ThingName = "a:b-1", WifiSsid = "lab\\", WifiPassword = password };
        const string pem = "-----BEGIN CERTIFICATE-----\nTWFu\n-----END CERTIFICATE-----\n";
        _folder.Write(CredentialHeader.FileName, header.Write());
        _folder.Write(CredentialKeysHeader.FileName, new CredentialKeysHeader(pem, pem, null).Write());
        _folder.Write("main.c", $$"""
            #include <stdio.h>
            enum { eWiFiSecurityWPA2 = 7 };
            #include "{{CredentialHeader.FileName}}"
            #include "{{CredentialKeysHeader.FileName}}"
            int main(void) {
                const char * key = keyCLIENT_PRIVATE_KEY_PEM;
                printf("%s|%s|%s|%d|%d|%d|%s%s%s", clientcredentialIOT_THING_NAME, clientcredentialWIFI_SSID, clientcredentialWIFI_PASSWORD,
                    clientcredentialMQTT_BROKER_PORT, clientcredentialGREENGRASS_DISCOVERY_PORT, clientcredentialWIFI_SECURITY,
                    keyCLIENT_CERTIFICATE_PEM, keyJITR_DEVICE_CERTIFICATE_AUTHORITY_PEM, key == NULL ? "none" : key);
            }
            """);

        // -std=c11 turns trigraphs on.
        if (Run("cc", "-std=c11", "-Wall", "-Wno-trigraphs", "-Werror", "main.c", "-o", "main") is not { } compiled) { return; }

        Assert.Equal("", compiled);
        Assert.Equal($"a:b-1|lab\\|{password}|8883|8443|7|{pem}{pem}none", Run(Path.Combine(_folder.Path, "main")));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Both outputs; null: there is no such program.</summary>
    private string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output + errors.Result;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
