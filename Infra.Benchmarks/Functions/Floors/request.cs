// The floor of a request, by the shortest way: one GetItem with the AWS SDK, and one parse-and-verify of a CSR with the class library.
//   request TABLE DEVICE-ID ROUNDS < CSR.pem     prints the CPU microseconds of each, as two numbers
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

var (table, device, rounds) = (args[0], args[1], int.Parse(args[2]));
var pem = Console.In.ReadToEnd();
using var dynamo = new AmazonDynamoDBClient();

async Task GetItem() => await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = new() { ["device-id"] = new() { S = device } }, ConsistentRead = true });

Task Verify()
{
    // It throws if the signature does not fit.
    CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
    return Task.CompletedTask;
}

async Task<long> MicrosecondsOfAsync(Func<Task> work)
{
    for (var round = 0; round < rounds / 5; round++) { await work(); }
    var before = Environment.CpuUsage.TotalTime;
    for (var round = 0; round < rounds; round++) { await work(); }
    return (long)((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / rounds);
}

Console.WriteLine($"{await MicrosecondsOfAsync(GetItem)} {await MicrosecondsOfAsync(Verify)}");
