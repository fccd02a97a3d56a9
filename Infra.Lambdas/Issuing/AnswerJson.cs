using System.Text.Json;
using System.Text.Json.Serialization;

namespace Infra.Lambdas.Issuing;

/// <summary>200: the certificate, its issuers (PEM, nearest first, empty if none are needed), where to connect, until when it holds.</summary>
internal sealed record CertificateAnswer(string Certificate, string CertificateChain, string Endpoint, DateTime NotAfter);

/// <summary>202: ask again, with the same CSR.</summary>
internal sealed record PendingAnswer(string Status);

/// <summary>Everything else: RFC 9457, with our stable code; the instance is the invocation's id, as in the log.</summary>
internal sealed record ProblemAnswer(string Type, int Status, string Code, string Detail, string Instance);

/// <summary>The formats of the provisioning API.</summary>
[JsonSerializable(typeof(CertificateAnswer))]
[JsonSerializable(typeof(PendingAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class AnswerJson : JsonSerializerContext;
