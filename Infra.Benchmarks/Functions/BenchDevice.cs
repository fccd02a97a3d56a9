using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Identity.Contracts;

namespace Infra.Benchmarks.Functions;

/// <summary>A device with a key of its own, recorded in the table, and the event that its CSR makes.</summary>
internal sealed record BenchDevice(string Kind, string Id, string Csr, string PublicKey)
{
    public static BenchDevice Ec()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new("EC P-256", "bench-ec", new CertificateRequest("CN=bench-ec", key, HashAlgorithmName.SHA256).CreateSigningRequestPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    public static BenchDevice Rsa()
    {
        using var key = RSA.Create(2048);
        return new("RSA 2048", "bench-rsa",
            new CertificateRequest("CN=bench-rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>Records the key as PEM: the one form that every revision of the seed's authorizer reads as well.</summary>
    public Task RecordAsync(IAmazonDynamoDB dynamo, string table, CancellationToken cancellationToken) =>
        dynamo.PutItemAsync(
            new PutItemRequest { TableName = table, Item = new() { [DeviceTable.DeviceId] = new() { S = Id }, [DeviceTable.PublicKey] = new() { S = PublicKey } } },
            cancellationToken);

    /// <summary>The event of a REQUEST authorizer.</summary>
    public string Event()
    {
        var header = Convert.ToBase64String(Encoding.ASCII.GetBytes(Csr));
        return new JsonObject
        {
            ["type"] = "REQUEST",
            ["methodArn"] = "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/POST/new",
            ["resource"] = Routes.New,
            ["path"] = Routes.New,
            ["httpMethod"] = "POST",
            ["headers"] = new JsonObject { [HeaderNames.DeviceCsr] = header, ["Host"] = "example.com" },
            ["multiValueHeaders"] = new JsonObject { [HeaderNames.DeviceCsr] = new JsonArray(header), ["Host"] = new JsonArray("example.com") },
            ["requestContext"] = new JsonObject { ["accountId"] = "123456789012", ["apiId"] = "abcdef1234", ["httpMethod"] = "POST", ["resourcePath"] = Routes.New, ["stage"] = "prod" },
        }.ToJsonString();
    }
}
