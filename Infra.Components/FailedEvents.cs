using Infra.Components.Policies;
using Pulumi;
using Pulumi.Aws.Sqs;
using ResourceArgs = Pulumi.ResourceArgs;

namespace Infra.Components;

/// <summary>What a <see cref="FailedEvents"/> queue is made from.</summary>
public sealed class FailedEventsArgs : ResourceArgs
{
    /// <summary>Names of the product line in its region.</summary>
    public required ResourceNames Names { get; init; }

    /// <summary>Days that an event is kept, 1 to 14. Default: 14, the longest that SQS keeps one.</summary>
    [Input("retentionDays")]
    public int RetentionDays { get; init; } = MostDays;

    /// <summary>Tags. Default: none.</summary>
    [Input("tags")]
    public InputMap<string> Tags { get; init; } = [];

    internal const int MostDays = 14;
}

/// <summary>
/// The dead-letter queue of what AWS IoT tells but once: an event that a function failed on thrice, or that could not be handed to it at all. Its
/// device waits until somebody has seen to the cause and invoked the function with it again.
/// </summary>
public sealed class FailedEvents : ComponentResource
{
    /// <summary>Creates the queue.</summary>
    public FailedEvents(string name, FailedEventsArgs args, ComponentResourceOptions? options = null)
        : base("infra-components:index:FailedEvents", name, args, options)
    {
        // SetQueueAttributes, MessageRetentionPeriod.
        if (args.RetentionDays is < 1 or > FailedEventsArgs.MostDays)
        {
            throw new ComponentException(ComponentCodes.FailedEventsRetentionInvalid, $"failed events cannot be kept {args.RetentionDays} days; SQS allows up to {FailedEventsArgs.MostDays}, and a day is the least that somebody needs");
        }

        var queue = new Queue(name, new()
        {
            Name = args.Names.FailedEvents,
            Region = args.Names.Region,
            MessageRetentionSeconds = (int)TimeSpan.FromDays(args.RetentionDays).TotalSeconds,
            SqsManagedSseEnabled = true,
            Tags = args.Tags,
        }, new() { Parent = this });

        (QueueName, QueueArn, QueueUrl) = (queue.Name, queue.Arn, queue.Url);
        RegisterOutputs();
    }

    /// <summary>The queue's name, for alarms.</summary>
    [Output("queueName")]
    public Output<string> QueueName { get; private init; }

    /// <summary>The queue's ARN, for functions' dead letters.</summary>
    [Output("queueArn")]
    public Output<string> QueueArn { get; private init; }

    /// <summary>The queue's URL, for rules and for whoever reads it.</summary>
    [Output("queueUrl")]
    public Output<string> QueueUrl { get; private init; }

    /// <summary>Lets somebody put failed events into the queue.</summary>
    public AccessGrant GrantKeep(IGrantee grantee) => grantee.Grant(this, "keep", new Statement
    {
        Sid = "KeepFailedEvents",
        Action = [Actions.Sqs.SendMessage],
        Resource = [QueueArn],
    });
}
