using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace Infra.Tests.StandIns.Lambda;

/// <summary>A sample event.</summary>
public sealed record Question(string Text);

/// <summary>A sample answer.</summary>
public sealed record Reply(int Length, string? Remark = null);

/// <summary>Sample types, and the package's own.</summary>
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerRequest))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerResponse))]
[JsonSerializable(typeof(string))]
public sealed partial class SampleJson : JsonSerializerContext;
