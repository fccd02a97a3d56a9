using System.CommandLine;
using Amazon.DynamoDBv2;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Tools.Aws;
using Infra.Tools.Devices.Tables;

namespace Infra.Tools.Devices;

/// <summary>Which table: by its name, or by the product line it is named after.</summary>
internal sealed class TableOptions
{
    private readonly AwsTarget.Options _target = new();

    public Option<string?> Table { get; } = new("--table") { Description = "The device table. Default: the one of --sku." };

    public Option<string?> Sku { get; } = new("--sku") { Description = "The product line." };

    public void AddTo(Command command)
    {
        command.Options.Add(Table);
        command.Options.Add(Sku);
        _target.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Table) is null && result.GetResult(Sku) is null) { result.AddError("--table or --sku must say which device table is meant"); }
        });
        Sku.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !SkuName.TryParse(token.Value, out _)) { result.AddError($"--sku is '{token.Value}', which is no SKU name; allowed are {SkuName.Grammar}"); }
        });
    }

    public SkuName? ReadSku(ParseResult parsed) => parsed.GetValue(Sku) is { } sku ? SkuName.Parse(sku) : null;

    public string ReadTable(ParseResult parsed) => parsed.GetValue(Table) ?? DeviceTable.NameFor(parsed.GetRequiredValue(Sku)!);

    public string? ReadEndpoint(ParseResult parsed) => _target.Read(parsed).EndpointUrl;

    public OpenTable Open(ParseResult parsed, AwsClients aws, TimeProvider clock)
    {
        var client = aws.DynamoDb(_target.Read(parsed));
        return new(client, new DynamoDeviceTable(client, ReadTable(parsed), new Patience(clock)));
    }
}

/// <summary>A table and the connection to it.</summary>
internal sealed record OpenTable(IAmazonDynamoDB Client, IDeviceTable Table) : IDisposable
{
    public void Dispose() => Client.Dispose();
}
