using System.Collections.Immutable;
using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.CloudWatch;
using Pulumi.Aws.Iam;
using Pulumi.Aws.Iot;

namespace Infra.Components;

/// <summary>What an <see cref="IotLogging"/> is made from.</summary>
public sealed class IotLoggingArgs : Pulumi.ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>How much is logged, one of <see cref="IotLogging.Levels"/>. Default: WARN, which has every failed connection and provisioning.</summary>
    [Input("level")]
    public string Level { get; init; } = "WARN";

    /// <summary>Days that the log is kept. Default: 30.</summary>
    [Input("logRetentionDays")]
    public int LogRetentionDays { get; init; } = 30;

    /// <summary>ARN of the KMS key that the log is encrypted under. Default: none, CloudWatch Logs' own encryption.</summary>
    [Input("logKmsKeyArn")]
    public Input<string>? LogKmsKeyArn { get; init; }

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];
}

/// <summary>
/// AWS IoT's own log: the only place that says why a first connection was dropped. It is a setting of the account in a region: exactly one stack per
/// account and region may have this component. The log group stands first, so that AWS IoT never makes one that keeps logs for ever.
/// </summary>
public sealed class IotLogging : ComponentResource, IGrantee
{
    // The name is AWS IoT's, one per account and region (developer guide, "Monitoring AWS IoT using CloudWatch Logs").
    private const string LogGroupName = "AWSIotLogsV2";

    /// <summary>The levels that AWS IoT knows, from most to least.</summary>
    public static ImmutableArray<string> Levels { get; } = ["DEBUG", "INFO", "WARN", "ERROR", "DISABLED"];

    /// <summary>Creates log group and role, and hands them to AWS IoT.</summary>
    public IotLogging(string name, IotLoggingArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:IotLogging", name, args, options)
    {
        if (!Levels.Contains(args.Level))
        {
            throw new ComponentException(ComponentCodes.IotLogLevelUnknown, $"'{args.Level}' is no log level of AWS IoT; choose one of {string.Join(", ", Levels)}");
        }

        var scope = AwsScope.Of(this, args.Names.Region);
        var logs = new LogGroup(name, new()
        {
            Name = LogGroupName,
            Region = args.Names.Region,
            RetentionInDays = args.LogRetentionDays,
            KmsKeyId = args.LogKmsKeyArn,
            Tags = args.Tags,
        }, new() { Parent = this });

        GranteeName = name;
        Role = new Role(name, new()
        {
            Name = args.Names.Role("iot-logs"),
            Description = $"AWS IoT writes its log in {args.Names.Region}",
            AssumeRolePolicy = Trust.Iot(scope, sid: "IotWritesItsLog"),
            Tags = args.Tags,
        }, new() { Parent = this });

        var writing = this.Grant(this, "write", new Statement
        {
            Sid = "WriteTheLogOfAwsIot",
            Action = [Actions.Logs.CreateLogGroup, Actions.Logs.CreateLogStream, Actions.Logs.PutLogEvents],
            Resource = [logs.Arn, ResourceArn.Every(Output.Format($"{logs.Arn}:*"), because: "AWS IoT names the log group's streams")],
        });

        _ = new LoggingOptions(name, new()
        {
            Region = args.Names.Region,
            DefaultLogLevel = args.Level,
            DisableAllLogs = args.Level == "DISABLED",
            RoleArn = Role.Arn,
        }, new() { Parent = this, DependsOn = [writing.Policy] });

        LogGroup = logs.Name;
        RegisterOutputs();
    }

    /// <summary>The log group's name.</summary>
    [Output("logGroup")]
    public Output<string> LogGroup { get; private init; }

    /// <inheritdoc />
    public Role Role { get; }

    /// <inheritdoc />
    public string GranteeName { get; }
}
