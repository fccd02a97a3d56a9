using System.Globalization;
using System.Net;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using FsCheck;
using FsCheck.Fluent;
using Infra.Identity.Aws;
using Infra.Tests.Support;

namespace Infra.Tests.Lambdas;

/// <summary>AWS's own SDK is the judge.</summary>
public sealed class A_signature
{
    private static readonly Gen<string> _keys = from letters in Gen.Elements("ABCXYZ019/+=".ToCharArray()).ArrayOf(20) select new string(letters);

    private static readonly Arbitrary<(string Id, string Secret, string? Token, string Text)> _cases = (
        from id in Gen.Elements("ABC0").ArrayOf(5)
        from secret in _keys
        from token in Gen.OneOf(Gen.Constant((string?)null), _keys.Select(key => (string?)key))
        from text in Gen.Elements("SN-0001", "gerät", "漢", "\"", "a b", "").Select(text => text + "x")
        select ($"AKIA{string.Concat(id)}", secret, token, text)).ToArbitrary();

    [Fact]
    public void is_the_one_that_the_SDK_makes_of_the_same_request() =>
        Seeded.Check(Prop.ForAll(_cases, sample =>
        {
            var sent = SentByTheSdk(sample.Id, sample.Secret, sample.Token, sample.Text);

            var request = new HttpRequestMessage(HttpMethod.Post, sent.Uri) { Content = new ByteArrayContent(sent.Body) };
            var authorization = sent.Headers["Authorization"];
            foreach (var name in Signed(authorization).Except(["host", "x-amz-date", "x-amz-security-token"]))
            {
                (name == "content-type" ? (System.Net.Http.Headers.HttpHeaders)request.Content.Headers : request.Headers).TryAddWithoutValidation(name, sent.Headers[name]);
            }

            var time = DateTimeOffset.ParseExact(sent.Headers["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            SignatureV4.Sign(request, sent.Body, new(sample.Id, sample.Secret, sample.Token), "eu-west-1", "dynamodb", time);
            return authorization == Assert.Single(request.Headers.GetValues("Authorization"));
        }), times: 30);

    private static IEnumerable<string> Signed(string authorization) =>
        authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');

    private static Sent SentByTheSdk(string id, string secret, string? token, string text)
    {
        var recorder = new Recorder();
        using var client = new AmazonDynamoDBClient(
            token is null ? new BasicAWSCredentials(id, secret) : new SessionAWSCredentials(id, secret, token),
            new AmazonDynamoDBConfig { ServiceURL = "http://dynamodb.example:8000", AuthenticationRegion = "eu-west-1", HttpClientFactory = new Factory(recorder), MaxErrorRetry = 0 });
        Task.Run(() => client.GetItemAsync(new GetItemRequest { TableName = "t", Key = new() { ["device-id"] = new() { S = text } } })).GetAwaiter().GetResult();
        return recorder.Last!;
    }

    private sealed record Sent(Uri Uri, byte[] Body, Dictionary<string, string> Headers);

    private sealed class Factory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public Sent? Last { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Last = new Sent(
                request.RequestUri!,
                await request.Content!.ReadAsByteArrayAsync(cancellationToken),
                request.Headers.Concat(request.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, "application/x-amz-json-1.0") };
        }
    }
}
