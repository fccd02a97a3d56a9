using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Iam;

namespace Infra.Local.Iot.Fleet;

/// <summary>What AWS IoT asks a function while a device waits for it.</summary>
internal sealed class FunctionQuestion(IFunctionInvoker? functions)
{
    // "The Lambda function must return within 5 seconds" (developer guide, "Pre-provisioning hooks"; "Self-managed certificate signing" says the same).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The function's answer, or in words why there is none.</summary>
    /// <param name="functionArn">The function.</param>
    /// <param name="sourceArn">For whom it is asked: its resource policy may name that, so that nobody else's resource can call it.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Ends the asking without an answer.</param>
    public async Task<FunctionAnswer> AskAsync(string functionArn, string sourceArn, JsonObject question, CancellationToken cancellationToken)
    {
        if (functions is null) { return new FunctionAnswer.None("cannot be invoked"); }
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        var source = RequestContext.Of(("aws:SourceAccount", Arns.Account), ("aws:SourceArn", sourceArn));
        try
        {
            var result = await functions
                .InvokeAsync(functionArn, "iot.amazonaws.com", source, Encoding.UTF8.GetBytes(question.ToJsonString()), deadline.Token)
                .ConfigureAwait(false);
            return result switch
            {
                null => new FunctionAnswer.None("cannot be invoked"),
                { Error: not null } => new FunctionAnswer.None($"failed: {result.ErrorMessage}"),
                _ => new FunctionAnswer.Given(result.Payload),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FunctionAnswer.None($"did not answer within {Patience.TotalSeconds} s");
        }
    }
}

/// <summary>What came of a question.</summary>
internal abstract record FunctionAnswer
{
    private FunctionAnswer() { }

    /// <summary>The function's answer, whatever it is worth.</summary>
    /// <param name="Payload">Its bytes.</param>
    public sealed record Given(ReadOnlyMemory<byte> Payload) : FunctionAnswer;

    /// <summary>No answer.</summary>
    /// <param name="Why">What the function did instead, to be read after its name.</param>
    public sealed record None(string Why) : FunctionAnswer;
}
