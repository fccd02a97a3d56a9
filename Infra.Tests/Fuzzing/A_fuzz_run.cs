using Amazon.Lambda.APIGatewayEvents;
using Infra.Fuzzing;
using Infra.Fuzzing.Requests;
using Infra.Fuzzing.Running;
using Infra.Identity.Requests;
using Infra.Lambdas.Authorizer;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.Telemetry;

namespace Infra.Tests.Fuzzing;

public sealed class A_fuzz_run
{
    private static readonly List<SeedRequest> _seeds = [.. SeedRequest.Good(), .. SeedRequest.InFolder(Repository.Corpus)];

    private static readonly SeedRegistry _registry = new(_seeds);

    [Fact]
    public void of_some_thousand_requests_finds_nothing_and_is_refused_for_every_reason()
    {
        var report = Run(instead: null, executions: 3000);

        Assert.Empty(report.Findings.Select(finding => $"{finding.Fault} {finding.Story}"));
        Assert.Equal(3000, report.Executions);
        Assert.Contains("allowed", report.Outcomes.Keys);
        Assert.Empty(Enum.GetValues<CsrRefusal>().Select(reason => reason.Code).Except(report.Outcomes.Keys));
    }

    [Fact]
    public void makes_the_same_choices_of_the_same_seed()
    {
        Assert.Equal(Stories(1), Stories(1));
        Assert.NotEqual(Stories(1), Stories(2));

        static List<string> Stories(int seed)
        {
            var requests = new HostileRequests(_seeds, new Random(seed));
            return [.. Enumerable.Range(0, 200).Select(_ => requests.Next().Story)];
        }
    }

    [Fact]
    public void finds_an_exception_that_nobody_handles() =>
        AssertFinds(FuzzFault.Unhandled, (log, @event) => HeaderOf(@event).Length % 2 == 1 ? throw new InvalidOperationException("odd") : Refuse(log, @event));

    [Fact]
    public void finds_a_refusal_that_takes_too_long() => AssertFinds(FuzzFault.Slow, (log, @event) =>
    {
        for (var until = ProcessorTime.OfThisThread() + TimeSpan.FromMilliseconds(51); ProcessorTime.OfThisThread() < until;)
        {
            Thread.SpinWait(100);
        }

        return Refuse(log, @event);
    });

    [Fact]
    public void finds_a_refusal_that_takes_too_much_memory() => AssertFinds(FuzzFault.Greedy, (log, @event) =>
    {
        GC.KeepAlive(new byte[9 << 20]);
        return Refuse(log, @event);
    });

    [Fact]
    public void finds_a_process_that_grows_beyond_the_limit()
    {
        var limits = new FuzzLimits { Memory = 1 };
        using var examiner = new Examiner(_registry, limits);

        var report = FuzzRun.Run(new HostileRequests(_seeds, new Random(1)), examiner, limits, seen => seen.Executions == 512, PeakMemory.OfThisProcess);

        Assert.Equal(FuzzFault.Greedy, Assert.Single(report.Findings).Fault.Code);
    }

    [Fact]
    public void finds_an_admission_that_should_not_be() => AssertFinds(FuzzFault.WronglyAdmitted, (log, @event) =>
    {
        log.Write(new LogEntry("r", "allowed", TimeSpan.Zero));
        return new() { PrincipalID = "SN-0001", PolicyDocument = new() { Statement = [new() { Effect = "Allow", Resource = [@event.MethodArn] }] } };
    });

    [Fact]
    public void finds_a_refusal_that_names_somebody() => AssertFinds(FuzzFault.WronglyRefused, (log, @event) =>
    {
        var refusal = Refuse(log, @event);
        refusal.PrincipalID = "SN-0001";
        return refusal;
    });

    [Fact]
    public void saves_what_it_finds_so_that_it_can_be_sent_again()
    {
        var folder = Directory.CreateTempSubdirectory("infra-fuzz-");
        try
        {
            var found = Run(Instead((_, _) => throw new InvalidOperationException("always")), executions: 1).Findings[0];

            var file = found.SaveIn(folder.FullName);

            var loaded = FuzzFinding.Load(file);
            Assert.StartsWith("unhandled-exception-", Path.GetFileName(file), StringComparison.Ordinal);
            Assert.Equal(HeaderOf(found.Event), HeaderOf(loaded));
            Assert.Equal(0, FuzzCommand.Replay(file, TextWriter.Null, TextWriter.Null));
            Assert.Equal(2, FuzzCommand.Replay(file + ".none", TextWriter.Null, TextWriter.Null));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AssertFinds(string code, Func<FunctionLog, RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse> handle) =>
        Assert.Equal([code], Run(Instead(handle), executions: 8).Findings.Select(finding => finding.Fault.Code));

    private static FuzzReport Run(Func<FunctionLog, IHandler<RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse>>? instead, int executions)
    {
        // The memory of a process that runs other tests besides says nothing.
        var limits = new FuzzLimits();
        using var examiner = new Examiner(_registry, limits, instead);
        return FuzzRun.Run(new HostileRequests(_seeds, new Random(20261122)), examiner, limits, seen => seen.Executions >= executions, () => 0);
    }

    private static Func<FunctionLog, IHandler<RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse>> Instead(
        Func<FunctionLog, RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse> handle) => log => new Stand(@event => handle(log, @event));

    private static APIGatewayCustomAuthorizerResponse Refuse(FunctionLog log, RequestAuthorizerEvent @event)
    {
        log.Write(new LogEntry("r", "refused", TimeSpan.Zero));
        return new() { PrincipalID = "nobody", PolicyDocument = new() { Statement = [new() { Effect = "Deny", Resource = [@event.MethodArn] }] } };
    }

    private static string HeaderOf(RequestAuthorizerEvent @event) =>
        string.Join('\n', (@event.MultiValueHeaders?.Values.SelectMany(values => values ?? []) ?? @event.Headers?.Values ?? []).Select(value => value ?? ""));

    private sealed class Stand(Func<RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse> handle)
        : IHandler<RequestAuthorizerEvent, APIGatewayCustomAuthorizerResponse>
    {
        public Task<APIGatewayCustomAuthorizerResponse> HandleAsync(RequestAuthorizerEvent @event, Invocation invocation) => Task.FromResult(handle(@event));
    }
}
