using System.CommandLine;
using System.Text;
using Infra.Devices;

namespace Infra.Tools.Device;

/// <summary>What every device command is told: the device's folder, and who it is.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string> _folder = new("--device") { Description = "The device's folder: key, request, certificate, chain, endpoint.", Required = true };
    private readonly Option<string> _id = new("--id") { Description = "The device id: CN, thing name, MQTT client id.", Required = true };
    private readonly Option<int> _patience = new("--patience") { Description = "Seconds to try in all.", DefaultValueFactory = _ => 120 };

    private static readonly IReadOnlyDictionary<string, DeviceKeyKind> Kinds = new Dictionary<string, DeviceKeyKind>(StringComparer.Ordinal)
    {
        ["ec-p256"] = DeviceKeyKind.EcP256,
        ["rsa-2048"] = DeviceKeyKind.Rsa2048,
    };

    public const string FolderHint = "--device must be a folder that you may write to; a device.key in it must be a PEM key that you may read";

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object instead of text." };

    public void AddTo(Command command)
    {
        _patience.RequireRange(1, 3600);
        _id.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Infra.Identity.DeviceId.TryParse(token.Value, out _))
            {
                result.AddError($"--id must be 1 to 64 of the characters A-Z a-z 0-9 : _ -, is '{token.Value}'");
            }
        });
        command.Options.Add(_id);
        command.Options.Add(_folder);
        command.Options.Add(_patience);
        command.Options.Add(Json);
    }

    public ReferenceDevice Device(ParseResult parsed, TimeProvider clock) => new(parsed.GetRequiredValue(_id), Folder(parsed), clock);

    public DeviceFolder Folder(ParseResult parsed) => new(parsed.GetRequiredValue(_folder));

    public string Id(ParseResult parsed) => parsed.GetRequiredValue(_id);

    public TimeSpan Patience(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_patience));

    /// <summary>A kind of key, by <see cref="KindOf"/>.</summary>
    public static Option<string> Kind()
    {
        var kind = new Option<string>("--key") { Description = "Kind of key to make where the folder has none.", DefaultValueFactory = _ => "ec-p256" };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        return kind;
    }

    public static DeviceKeyKind KindOf(string name) => Kinds[name];

    public static Option<string?> ServerRoot() => new("--server-root") { Description = "The root that the endpoint's certificate must lead to, PEM (AmazonRootCA1.pem)." };

    /// <summary>PEM of a root that was named; null: none was.</summary>
    public static string? Root(string? path) => path is null ? null : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(ToolFiles.Read(path, TextReader.Null)));
}
