using System.Text.Json;
using Infra.Tests.Pki;
using Infra.Tools;
using Infra.Tools.Aws;

namespace Infra.Tests.Tools;

/// <summary>One run of <c>provision</c> in this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static ToolRun Of(params string[] args) => WithInput("", args);

    public static ToolRun WithInput(string input, params string[] args) => Of(AwsClients.FromEnvironment, input, args);

    public static ToolRun Of(AwsClients aws, string input, params string[] args) => At(TimeProvider.System, aws, input, args);

    /// <summary>The same at another time than now.</summary>
    public static ToolRun At(TimeProvider clock, AwsClients aws, string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = ProvisionTool.Run(args, new ToolConsole(new StringReader(input), output, error), clock, aws);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}

internal static class PrivateFiles
{
    /// <summary>A file that only its owner can read.</summary>
    public static string WritePrivate(this TemporaryFolder folder, string name, string text)
    {
        var path = folder.Write(name, text);
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(path, mode); }
    }
}
