using System.Diagnostics;
using Amazon.ACMPCA;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Infra.Identity.Contracts;
using Infra.Tests.Lambdas;
using Infra.Tools.Aws;

namespace Infra.Tests.Tools.Devices;

/// <summary>Runs of <c>provision devices</c> on a table of its own in a real DynamoDB.</summary>
internal sealed class DeviceTool(Dynalite dynalite, string table)
{
    public string Table => table;

    public string Endpoint => dynalite.Client.Config.ServiceURL;

    /// <summary>Clients with credentials of their own; the rest is as the tool makes them.</summary>
    public static AwsClients Aws { get; } = AwsClients.FromEnvironment with
    {
        DynamoDb = target => new(new BasicAWSCredentials("test", "test"), target.Configure(new AmazonDynamoDBConfig { MaxErrorRetry = 0 })),
        AcmPca = target => new(new BasicAWSCredentials("test", "test"), target.Configure(new AmazonACMPCAConfig { MaxErrorRetry = 0 })),
    };

    public static async Task<DeviceTool> CreateAsync(Dynalite dynalite) => new(dynalite, await dynalite.CreateTableAsync(DeviceTable.DeviceId));

    public ToolRun Run(string command, params string[] args) => ToolRun.Of(Aws, "", ["devices", command, .. args, "--table", table, "--endpoint-url", Endpoint]);

    public Task PutAsync(params (string Name, string Value)[] attributes) =>
        dynalite.Client.PutItemAsync(new PutItemRequest(table, attributes.ToDictionary(pair => pair.Name, pair => new AttributeValue(pair.Value))));

    /// <summary>The whole table: device id and its other attributes.</summary>
    public async Task<SortedDictionary<string, Dictionary<string, string>>> ReadAsync()
    {
        var items = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var request = new ScanRequest { TableName = table, ConsistentRead = true };
        do
        {
            var page = await dynalite.Client.ScanAsync(request);
            foreach (var item in page.Items ?? []) { items.Add(item[DeviceTable.DeviceId].S, item.Where(pair => pair.Key != DeviceTable.DeviceId).ToDictionary(pair => pair.Key, pair => pair.Value.S)); }
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return items;
    }

    /// <summary>Waits until the table has more than so many devices, and says how many.</summary>
    public async Task<int> MoreThanAsync(int devices)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if ((await ReadAsync()).Count is var count && count > devices) { return count; }
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>The tool as a process of its own, which can be killed.</summary>
    public System.Diagnostics.Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "provision.dll"), "devices", .. args, "--table", table, "--endpoint-url", Endpoint])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        return System.Diagnostics.Process.Start(start)!;
    }
}
