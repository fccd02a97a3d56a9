using System.Diagnostics;

namespace Infra.Local.Functions;

/// <summary>One event on its way through an environment.</summary>
internal sealed class PendingInvocation(string requestId, ReadOnlyMemory<byte> payload)
{
    private readonly TaskCompletionSource pickedUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FunctionResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = requestId;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>Completes when the function's process has taken the event.</summary>
    public Task PickedUp => pickedUp.Task;

    /// <summary>When that was, a <see cref="Stopwatch"/> timestamp.</summary>
    public long PickedUpAt { get; private set; }

    public Task<FunctionResult> Result => result.Task;

    public void PickUp()
    {
        PickedUpAt = Stopwatch.GetTimestamp();
        pickedUp.TrySetResult();
    }

    /// <summary>Ends the invocation; false when it ended before.</summary>
    public bool End(FunctionResult with) => result.TrySetResult(with);
}
