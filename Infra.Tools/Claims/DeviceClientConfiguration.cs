using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Tools.Claims;

/// <summary>
/// The configuration file of the AWS IoT Device Client for one fleet provisioning: its README, "Fleet Provisioning". The client
/// refuses to start when a path in it names no file, so what is not set is left out.
/// </summary>
internal sealed record DeviceClientConfiguration
{
    public required string Endpoint { get; init; }

    public required string CertificatePath { get; init; }

    public required string KeyPath { get; init; }

    public required string RootCaPath { get; init; }

    /// <summary>Also the client id.</summary>
    public required string ThingName { get; init; }

    public required string TemplateName { get; init; }

    /// <summary>Parameters of the template. Default of the command: the thing's name as ThingName.</summary>
    public required IReadOnlyDictionary<string, string> TemplateParameters { get; init; }

    /// <summary>The device's own request: its key never leaves it. Default: AWS makes the key and sends it.</summary>
    public string? CsrPath { get; init; }

    /// <summary>The key of <see cref="CsrPath"/>.</summary>
    public string? DeviceKeyPath { get; init; }

    public string Write()
    {
        var provisioning = new JsonObject
        {
            ["enabled"] = true,
            ["template-name"] = TemplateName,
            // A JSON object inside a JSON string: the client hands it on as it is.
            ["template-parameters"] = new JsonObject(TemplateParameters.Select(parameter => KeyValuePair.Create(parameter.Key, (JsonNode?)parameter.Value))).ToJsonString(Plain),
        };
        if (CsrPath is not null) { provisioning["csr-file"] = CsrPath; }
        if (DeviceKeyPath is not null) { provisioning["device-key"] = DeviceKeyPath; }
        return new JsonObject
        {
            ["endpoint"] = Endpoint,
            ["cert"] = CertificatePath,
            ["key"] = KeyPath,
            ["root-ca"] = RootCaPath,
            ["thing-name"] = ThingName,
            ["logging"] = new JsonObject { ["level"] = "INFO", ["type"] = "STDOUT" },
            ["jobs"] = new JsonObject { ["enabled"] = false },
            ["tunneling"] = new JsonObject { ["enabled"] = false },
            ["device-defender"] = new JsonObject { ["enabled"] = false },
            ["fleet-provisioning"] = provisioning,
        }.ToJsonString(Plain) + "\n";
    }

    // A file for people: no \u0022 for a quote.
    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
