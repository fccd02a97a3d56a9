using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Lambdas.CertificateProvider;
using Infra.Lambdas.CertificateRetirer;
using Infra.Lambdas.PreProvisioning;
using Infra.Lambdas.RegistrationActivator;

namespace Infra.Lambdas.Hosting;

/// <summary>The events and answers of API Gateway and AWS IoT. (The authorizer reads and writes its own.)</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(PreProvisioningEvent))]
[JsonSerializable(typeof(PreProvisioningAnswer))]
[JsonSerializable(typeof(RegistrationEvent))]
[JsonSerializable(typeof(RegistrationAnswer))]
[JsonSerializable(typeof(CertificateProviderEvent))]
[JsonSerializable(typeof(CertificateProviderAnswer))]
[JsonSerializable(typeof(RetirementEvent))]
[JsonSerializable(typeof(RetirementAnswer))]
public sealed partial class LambdaJson : JsonSerializerContext;
