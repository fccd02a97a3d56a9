using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Lambdas.Authorizer;
using Infra.Lambdas.CertificateProvider;
using Infra.Lambdas.PreProvisioning;
using Infra.Lambdas.RegistrationActivator;

namespace Infra.Lambdas.Hosting;

/// <summary>The events and answers of API Gateway and AWS IoT. (A string is named because the authorizer's context holds objects.)</summary>
[JsonSerializable(typeof(RequestAuthorizerEvent))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerResponse))]
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(PreProvisioningEvent))]
[JsonSerializable(typeof(PreProvisioningAnswer))]
[JsonSerializable(typeof(RegistrationEvent))]
[JsonSerializable(typeof(RegistrationAnswer))]
[JsonSerializable(typeof(CertificateProviderEvent))]
[JsonSerializable(typeof(CertificateProviderAnswer))]
[JsonSerializable(typeof(string))]
public sealed partial class LambdaJson : JsonSerializerContext;
