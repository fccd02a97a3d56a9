using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Infra.Identity.Contracts;

namespace Infra.Benchmarks.Import;

/// <summary>A DynamoDB in a process of its own (dynalite, from npm), the one that the local cloud runs.</summary>
internal sealed class Dynalite : IDisposable
{
    // Port 0 and standard input: a free port without a race, and no orphan however this process ends.
    private const string Script = """
        const server = require('dynalite')({ createTableMs: 0, deleteTableMs: 0 });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        process.stdin.on('end', () => process.exit(0)).resume();
        """;

    // It keeps its tables in memory; a million devices are more than what node allows itself.
    private const string Heap = "--max-old-space-size=8192";

    private readonly Process _process;

    private Dynalite(Process process, string port)
    {
        _process = process;
        Client = new(
            new BasicAWSCredentials("bench", "bench"),
            new AmazonDynamoDBConfig { ServiceURL = $"http://127.0.0.1:{port}", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
    }

    public AmazonDynamoDBClient Client { get; }

    public string Address => Client.Config.ServiceURL;

    public static Dynalite Start(string folder)
    {
        var process = Process.Start(new ProcessStartInfo("node", [Heap, "-e", Script]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new(process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"dynalite did not start in {folder}; ./infra bench installs it"));
    }

    public async Task CreateTableAsync(string name, CancellationToken cancellationToken)
    {
        await Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new(DeviceTable.DeviceId, ScalarAttributeType.S)],
                KeySchema = [new(DeviceTable.DeviceId, KeyType.HASH)],
            },
            cancellationToken);
        while ((await Client.DescribeTableAsync(name, cancellationToken)).Table.TableStatus != TableStatus.ACTIVE) { await Task.Delay(10, cancellationToken); }
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
