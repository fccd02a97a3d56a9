using Amazon.Lambda.APIGatewayEvents;
using Infra.Identity.Requests;
using Infra.Lambdas.CertificateRetirer;
using Infra.Lambdas.Hosting;
using Infra.Lambdas.IssuerAcmPca;
using Infra.Lambdas.IssuerIotCore;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>An AWS account with one device's request in it, against which issuers run, process by process.</summary>
internal sealed class IssuerWorld
{
    public const string Policy = "widgiot-device";
    public const string Endpoint = "abc-ats.iot.us-east-1.amazonaws.com";

    private int _invocations;

    public IssuerWorld(TimeSpan? authorityLife = null)
    {
        Authority = new AuthorityStore(Clock, authorityLife);
        Iot = new IotStore(Clock);
        Header = new CsrRecipe().WithCommonName("SN-1").ToHeader();
    }

    public TestClock Clock { get; } = new();

    public LedgerStore Ledger { get; } = new();

    public AccountStore Accounts { get; } = new();

    public SortedSet<(DateTimeOffset Due, string Device)> Agenda { get; } = [];

    /// <summary>Default: no interval, five at once.</summary>
    public CertificateLimits Limits { get; init; } = new(TimeSpan.Zero, 5, TimeSpan.FromDays(7));

    public AuthorityStore Authority { get; }

    public IotStore Iot { get; }

    public LogReader Log { get; } = new("issuer", new MemoryStream());

    public string Header { get; set; }

    /// <summary>Issuances a minute that one process lets through. Default: more than any test asks for.</summary>
    public int PerMinute { get; init; } = 100_000;

    public IssuanceRecord Record => Ledger.Items.Values.Single().Record;

    /// <summary>The ACM PCA issuer as one process has it.</summary>
    public IssuerHandler AcmPca(bool direct, Process? process = null, Exception? failure = null, Task? gate = null)
    {
        process ??= new Process();
        var iot = new MemoryIotRegistry(Iot, process);
        var registration = direct ? new DirectRegistration(iot, new Registrar(iot, Policy)) : null;
        var authority = new MemoryAuthority(Authority, process) { Failure = failure, Gate = gate };
        return Handler(new AcmPcaIssuer(authority, registration, TimeSpan.FromDays(90), Clock), process);
    }

    /// <summary>The AWS IoT Core issuer as one process has it.</summary>
    public IssuerHandler IotCore(Process? process = null)
    {
        process ??= new Process();
        var iot = new MemoryIotRegistry(Iot, process);
        return Handler(new IotCoreIssuer(iot, new Registrar(iot, Policy), Clock), process);
    }

    /// <summary>When the region's CA ends, as the retirer is told it.</summary>
    public DateOnly? AuthorityEnds { get; set; }

    /// <summary>The retirer as one process has it.</summary>
    public RetirerHandler Retirer(Process? process = null)
    {
        process ??= new Process();
        var agenda = new MemoryRetirementAgenda(Agenda, process);
        return new(agenda, new Retirement(new MemoryDeviceAccounts(Accounts, process), new MemoryIotRegistry(Iot, process), agenda, Limits, Clock), AuthorityEnds, Log.Log(Clock), Clock);
    }

    /// <summary>Runs the retirer, as EventBridge does when its time has come.</summary>
    public Task<RetirementAnswer> RetireAsync(Process? process = null, TimeSpan? time = null) =>
        Retirer(process).HandleAsync(new RetirementEvent(), new Invocation($"request-{Interlocked.Increment(ref _invocations)}", Clock.GetUtcNow() + (time ?? TimeSpan.FromMinutes(5))));

    /// <summary>Sends the device's request, as API Gateway does after the authorizer allowed it.</summary>
    public Task<APIGatewayProxyResponse> PostAsync(
        IssuerHandler issuer, string? accept = null, Action<APIGatewayProxyRequest>? change = null, TimeSpan? time = null, string device = "SN-1")
    {
        var csr = (CsrVerdict.Accepted)CsrVerifier.VerifyHeader(Header);
        var request = new APIGatewayProxyRequest
        {
            MultiValueHeaders = new Dictionary<string, IList<string>> { ["Device-Csr"] = [Header] },
            RequestContext = new() { Authorizer = new() { ["deviceId"] = device, ["csrSha256"] = csr.Sha256.ToString() } },
        };
        if (accept is not null)
        {
            request.MultiValueHeaders["Accept"] = [accept];
        }

        change?.Invoke(request);
        var id = $"request-{Interlocked.Increment(ref _invocations)}";
        return issuer.HandleAsync(request, new Invocation(id, Clock.GetUtcNow() + (time ?? TimeSpan.FromSeconds(28))));
    }

    private IssuerHandler Handler(IIssuer issuer, Process process) =>
        new(new Issuance(issuer, new MemoryLedger(Ledger, process), Allowance(process), new LoadShedder(PerMinute, Clock), Clock), Endpoint, Log.Log(Clock), Clock);

    private DeviceAllowance Allowance(Process process) => new(new MemoryDeviceAccounts(Accounts, process), new MemoryRetirementAgenda(Agenda, process), Limits, Clock);
}
