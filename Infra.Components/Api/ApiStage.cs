using Infra.Identity.Contracts;
using Pulumi.Aws.ApiGateway;
using Pulumi.Aws.ApiGateway.Inputs;
using Pulumi.Aws.CloudWatch;
using Deployment = Pulumi.Aws.ApiGateway.Deployment;

namespace Infra.Components;

/// <summary>Where the API is served: its log, and how many requests it lets through.</summary>
internal static class ApiStage
{
    public static Stage Create(string name, ProvisioningApiArgs args, ApiParts parts, Deployment deployment)
    {
        var log = new LogGroup(name, new()
        {
            Name = args.Names.ApiAccessLog,
            Region = parts.Region,
            RetentionInDays = args.LogRetentionDays,
            KmsKeyId = args.LogKmsKeyArn,
            Tags = args.Tags,
        }, parts.Options);

        var stage = new Stage(name, new()
        {
            RestApi = parts.Api.Id,
            Region = parts.Region,
            Deployment = deployment.Id,
            StageName = args.StageName,
            AccessLogSettings = new StageAccessLogSettingsArgs { DestinationArn = log.Arn, Format = AccessLog.FormatFor(args.ClaimAuthorization) },
            XrayTracingEnabled = args.Tracing,
            Tags = args.Tags,
        }, new() { Parent = parts.Component, DependsOn = args.Logging is { } logging ? [logging] : [] });

        var every = NewSettings(name, "*/*", (args.RequestsPerSecond, args.Burst), stage, parts);
        // A share of its own: a flood of requests for certificates must not make the region look dead. After the other, as both change the stage.
        _ = NewSettings($"{name}-health", $"{Routes.Health.TrimStart('/')}/GET", HealthRoute.Limits, stage, parts, every);
        return stage;
    }

    private static MethodSettings NewSettings(string name, string path, (int Rate, int Burst) limits, Stage stage, ApiParts parts, MethodSettings? after = null) =>
        new(name, new()
        {
            RestApi = stage.RestApi,
            Region = parts.Region,
            StageName = stage.StageName,
            MethodPath = path,
            Settings = new MethodSettingsSettingsArgs
            {
                ThrottlingRateLimit = limits.Rate,
                ThrottlingBurstLimit = limits.Burst,
                MetricsEnabled = true,
                // Execution logs would hold the request's headers, and with them the CSR.
                LoggingLevel = "OFF",
                DataTraceEnabled = false,
            },
        }, new() { Parent = parts.Component, DependsOn = after is null ? [] : [after] });
}
