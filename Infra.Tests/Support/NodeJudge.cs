using System.Diagnostics;
using System.Text.Json;

namespace Infra.Tests.Support;

/// <summary>A judge that we did not write, in a Node.js process of its own: <c>Infra.Tests/node/judges</c>.</summary>
internal static class NodeJudge
{
    public static async Task<TAnswer> AskAsync<TAnswer>(string script, object question)
    {
        using var judge = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("Infra.Tests", "node", "judges", script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (judge.StandardOutput.ReadToEndAsync(), judge.StandardError.ReadToEndAsync());
        try
        {
            await judge.StandardInput.WriteAsync(JsonSerializer.Serialize(question));
            judge.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything: its errors say why.
        }
        await judge.WaitForExitAsync();
        Assert.True(judge.ExitCode == 0, $"{script} ended with {judge.ExitCode}; ./infra prepare installs what it needs: {await errors}");
        return JsonSerializer.Deserialize<TAnswer>(await output)!;
    }
}
