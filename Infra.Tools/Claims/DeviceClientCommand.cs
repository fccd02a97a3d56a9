using System.CommandLine;
using Infra.Tools.Keys;

namespace Infra.Tools.Claims;

/// <summary><c>provision claim device-client</c>: the configuration of the AWS IoT Device Client for a claim.</summary>
internal static class DeviceClientCommand
{
    /// <summary>0640, which the client asks of its configuration.</summary>
    private const UnixFileMode ConfigurationMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    public static Command Create(ToolConsole console)
    {
        var endpoint = new Option<string>("--endpoint") { Description = "The account's data endpoint (iot:Data-ATS).", Required = true };
        var template = new Option<string>("--template") { Description = "The fleet provisioning template.", Required = true };
        var thing = KeyOptions.Thing();
        var certificate = new Option<string>("--cert") { Description = "The claim's certificate, where the device has it.", DefaultValueFactory = _ => "device-client-fp.pem.crt" };
        var key = new Option<string>("--key") { Description = "The claim's key, where the device has it.", DefaultValueFactory = _ => "device-client-fp.private.pem.key" };
        var rootCa = new Option<string>("--root-ca") { Description = "Amazon's root CA, where the device has it.", DefaultValueFactory = _ => "AmazonRootCA1.pem" };
        var csr = new Option<string?>("--csr-file") { Description = "The device's own request: its key then never leaves it. Default: AWS makes a key and sends it." };
        var deviceKey = new Option<string?>("--device-key") { Description = "The key of that request, where the device has it." };
        var parameters = new TemplateParameters("ThingName=<thing>");
        var to = new Option<string?>("--out") { Description = "File for the configuration. Default: standard output." };
        var force = KeyOptions.Force();
        var json = KeyOptions.Json();
        var command = new Command("device-client", "Print or write the configuration of the AWS IoT Device Client.") { endpoint, template, thing, certificate, key, rootCa, csr, deviceKey, parameters.Option, to, force, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(csr) is null != result.GetResult(deviceKey) is null) { result.AddError("--csr-file and --device-key belong together; give both"); }
        });
        command.SetAction(parsed => console.Run(parsed.GetValue(json), () =>
        {
            var name = parsed.GetRequiredValue(thing).ToString();
            var text = new DeviceClientConfiguration
            {
                Endpoint = parsed.GetRequiredValue(endpoint),
                CertificatePath = parsed.GetRequiredValue(certificate),
                KeyPath = parsed.GetRequiredValue(key),
                RootCaPath = parsed.GetRequiredValue(rootCa),
                ThingName = name,
                TemplateName = parsed.GetRequiredValue(template),
                TemplateParameters = parameters.Of(parsed, "ThingName", name),
                CsrPath = parsed.GetValue(csr),
                DeviceKeyPath = parsed.GetValue(deviceKey),
            }.Write();
            if (parsed.GetValue(to) is not { } path)
            {
                console.Output.Write(text); // JSON as it is, with or without --json
                return ExitCodes.Done;
            }

            ToolFiles.Write(parsed.GetValue(force), new ToolFile(path, text, ConfigurationMode));
            console.Result(parsed.GetValue(json), new Written(path), $"written: {path}");
            return ExitCodes.Done;
        }));
        return command;
    }

    private sealed record Written(string Path);
}
