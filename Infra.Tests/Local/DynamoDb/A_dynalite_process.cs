using System.Runtime.Versioning;
using Infra.Tests.Pki;

namespace Infra.Tests.Local.DynamoDb;

[UnsupportedOSPlatform("windows")]
public sealed class A_dynalite_process : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Stands for dynalite: it never listens, or says something else than its port.</summary>
    [Theory]
    [InlineData("module.exports = () => ({ listen: () => setInterval(() => {}, 1000) });", true)]
    [InlineData("module.exports = () => ({ listen: () => console.log('no port') });", false)]
    public async Task that_does_not_start_is_not_left_behind(string module, bool isCancelled)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "node_modules", "dynalite"));
        folder.Write("node_modules/dynalite/index.js", module);
        using var patience = new CancellationTokenSource();
        if (isCancelled) { patience.CancelAfter(TimeSpan.FromMilliseconds(100)); }

        var fault = await Record.ExceptionAsync(() => Infra.Local.DynamoDb.Dynalite.StartAsync(folder.Path, patience.Token));

        Assert.True(isCancelled ? fault is OperationCanceledException : fault is InvalidOperationException { Message: var message } && message.StartsWith("dynalite did not start", StringComparison.Ordinal), $"{fault}");
        Assert.Empty(RunningProcesses.Where("cwd", folder.Path));
    }

    public void Dispose() => folder.Dispose();
}
