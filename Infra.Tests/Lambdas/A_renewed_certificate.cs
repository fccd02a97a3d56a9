using System.Text.Json;
using Infra.Identity.Contracts;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>A device renews with another CSR for its recorded key; the certificate that it had is retired when its overlap is over and the new one is in use.</summary>
public sealed class A_renewed_certificate
{
    private static readonly TimeSpan _overlap = TimeSpan.FromDays(7);

    private readonly IssuerWorld _world = new();

    [Fact]
    public async Task stays_in_service_until_its_overlap_is_over()
    {
        var first = await IssueAsync();
        await RenewAsync();

        _world.Clock.Advance(_overlap - TimeSpan.FromHours(1));
        Assert.Equal(0, (await _world.RetireAsync()).Retired);
        Assert.Equal(IotCertificateStatus.Active, Status(first));

        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await _world.RetireAsync()).Retired);
        Assert.Equal(IotCertificateStatus.Inactive, Status(first));
        Assert.Empty(_world.Agenda);
    }

    /// <summary>The first certificate x the second, in AWS IoT -> the first one, and what the retirer does.</summary>
    [Theory]
    [InlineData("Active", "Active", "Inactive", "retires")]
    [InlineData("Active", "unknown", "Active", "waits")] // the device has not connected with it: JITP has not seen it
    [InlineData("Active", "Inactive", "Active", "waits")]
    [InlineData("Active", "Withdrawn", "Active", "waits")] // somebody revoked the new one: the device keeps what it has
    [InlineData("Active", "Pending", "Active", "waits")]
    [InlineData("Pending", "Active", "Pending", "waits")] // JITR has not decided about it
    [InlineData("Inactive", "Active", "Inactive", "is done")]
    [InlineData("Withdrawn", "Active", "Withdrawn", "is done")] // revoked is not to become merely inactive
    [InlineData("unknown", "Active", "unknown", "is done")]
    [InlineData("unknown", "unknown", "unknown", "is done")]
    public async Task is_retired_only_when_its_successor_is_in_use(string firstStatus, string secondStatus, string expected, string does)
    {
        var (first, second) = (await IssueAsync(), await RenewAsync());
        Put(first, firstStatus);
        Put(second, secondStatus);
        _world.Clock.Advance(_overlap);

        var answer = await _world.RetireAsync();

        Assert.Equal(expected, _world.Iot.Certificates.TryGetValue(first, out var found) ? found.Status.ToString() : "unknown");
        Assert.Equal(does, answer switch { { Failed: > 0 } => "fails", { Retired: 1, Waiting: 0 } => "retires", { Retired: 0, Waiting: 1 } => "waits", _ => "is done" });
        Assert.Equal(does == "waits" ? 2 : 1, Assert.Single(_world.Accounts.Items.Values).Certificates.Count);
        Assert.Equal(does == "waits" ? 1 : 0, _world.Agenda.Count);
    }

    [Fact]
    public async Task is_looked_at_again_while_the_device_does_not_use_its_successor()
    {
        var (first, second) = (await IssueAsync(), await RenewAsync());
        Put(second, "unknown");
        _world.Clock.Advance(_overlap);
        await _world.RetireAsync();
        Assert.Equal(0, (await _world.RetireAsync()).Waiting); // not at once

        Put(second, "Active");
        _world.Clock.Advance(TimeSpan.FromHours(6));
        Assert.Equal(1, (await _world.RetireAsync()).Retired);
        Assert.Equal(IotCertificateStatus.Inactive, Status(first));
    }

    [Fact]
    public async Task goes_with_all_others_before_the_one_in_use()
    {
        var ids = new List<string> { await IssueAsync(), await RenewAsync(), await RenewAsync(), await RenewAsync() };
        Put(ids[3], "unknown");
        _world.Clock.Advance(_overlap);

        await _world.RetireAsync();

        // The last one is not in use yet; of the others the newest stays.
        Assert.Equal([IotCertificateStatus.Inactive, IotCertificateStatus.Inactive, IotCertificateStatus.Active], ids.Take(3).Select(Status));
    }

    [Fact]
    public async Task no_longer_counts_once_its_overlap_is_over()
    {
        var world = new IssuerWorld { Limits = new(TimeSpan.Zero, 2, _overlap) };
        foreach (var expected in new[] { 200, 200, 409 })
        {
            Assert.Equal(expected, (await world.PostAsync(world.AcmPca(direct: true))).StatusCode);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            world.Header = AnotherRequest();
        }

        world.Clock.Advance(_overlap);

        Assert.Equal(200, (await world.PostAsync(world.AcmPca(direct: true))).StatusCode);
    }

    [Fact]
    public async Task leaves_a_line_in_the_log_each_and_one_for_the_run()
    {
        var first = await IssueAsync();
        await RenewAsync();
        _world.Clock.Advance(_overlap);

        await _world.RetireAsync();

        Assert.Equal(["retired", "finished"], _world.Log.Outcomes.TakeLast(2));
        var line = _world.Log.Lines[^2];
        Assert.Equal(("SN-1", first), (line.GetProperty("deviceId").GetString(), line.GetProperty("certificateId").GetString()));
    }

    [Fact]
    public async Task waits_for_the_next_run_when_aws_fails_or_throttles_or_time_runs_out()
    {
        var first = await IssueAsync();
        await RenewAsync();
        _world.Clock.Advance(_overlap);

        _world.Iot.Fails = (nameof(IIotRegistry.DeactivateAsync), AfterEffect: false);
        var failed = await _world.RetireAsync();
        _world.Iot.Fails = null;
        await _world.RetireAsync(time: TimeSpan.Zero);
        Assert.Equal((1, IotCertificateStatus.Active), (failed.Failed, Status(first)));
        Assert.Equal(["fault", "finished", "out_of_time"], _world.Log.Outcomes.TakeLast(3));

        Assert.Equal(1, (await _world.RetireAsync()).Retired);
        Assert.Equal(IotCertificateStatus.Inactive, Status(first));
    }

    [Fact]
    public async Task is_retired_though_the_agenda_has_what_nobody_can_read()
    {
        var first = await IssueAsync();
        await RenewAsync();
        _world.Clock.Advance(_overlap);
        _world.Agenda.Add((DateTimeOffset.UnixEpoch, "no device"));

        var answer = await _world.RetireAsync();

        Assert.Equal((1, 1, IotCertificateStatus.Inactive), (answer.Retired, answer.Failed, Status(first)));
        Assert.Equal(["reminder_unreadable", "retired", "finished"], _world.Log.Outcomes.TakeLast(3));
        var line = _world.Log.Lines[^3];
        Assert.Equal(("error", 1), (line.GetProperty("level").GetString(), line.GetProperty(FunctionMetrics.Faults).GetInt32()));
        Assert.Contains("'no device'", line.GetProperty("fault").GetString());
        Assert.Equal("no device", Assert.Single(_world.Agenda).Device); // whoever wrote it may need it
    }

    [Fact]
    public async Task is_retired_though_the_run_was_killed_at_any_moment()
    {
        var moments = await MomentsAsync();
        Assert.True(moments >= 14, $"only {moments} moments");
        for (var moment = 0; moment < moments; moment++)
        {
            var test = new A_renewed_certificate();
            var (first, second) = (await test.IssueAsync(), await test.RenewAsync());
            test._world.Clock.Advance(_overlap);

            try { await test._world.RetireAsync(new Process(killAt: moment)); }
            catch (ProcessKilledException) { }

            await test._world.RetireAsync();

            Assert.Equal((moment, IotCertificateStatus.Inactive, IotCertificateStatus.Active), (moment, test.Status(first), test.Status(second)));
            Assert.Empty(test._world.Agenda);
            Assert.Equal([second], Assert.Single(test._world.Accounts.Items.Values).Certificates.Values.Select(certificate => certificate.CertificateId));
        }
    }

    /// <summary>Whenever the issuer of the successor is killed: the retry completes, the reminder is there, and in the end one certificate is active.</summary>
    [Theory]
    [InlineData("acm pca, direct")]
    [InlineData("iot core")]
    public async Task is_not_forgotten_though_its_successors_issuer_was_killed(string kind)
    {
        for (var moment = 0; moment < 40; moment++)
        {
            var test = new A_renewed_certificate();
            var world = test._world;
            Assert.Equal(200, (await world.PostAsync(Issuer(kind, world, new Process()))).StatusCode);
            world.Clock.Advance(TimeSpan.FromDays(30));
            world.Header = AnotherRequest();

            await world.PostAsync(Issuer(kind, world, new Process(killAt: moment)));
            world.Clock.Advance(TimeSpan.FromSeconds(40));
            Assert.Equal(200, (await world.PostAsync(Issuer(kind, world, new Process()))).StatusCode);
            world.Clock.Advance(_overlap);
            await world.RetireAsync();

            Assert.True(world.Iot.Active.Count() == 1, $"killed at moment {moment}, {world.Iot.Active.Count()} are active");
            var kept = Assert.Single(Assert.Single(world.Accounts.Items.Values).Certificates.Values);
            Assert.Equal(kept.CertificateId, Assert.Single(world.Iot.Active).Id);
        }
    }

    private static Infra.Lambdas.Issuing.IssuerHandler Issuer(string kind, IssuerWorld world, Process process) =>
        kind == "iot core" ? world.IotCore(process) : world.AcmPca(direct: true, process);

    private static async Task<int> MomentsAsync()
    {
        var test = new A_renewed_certificate();
        await test.IssueAsync();
        await test.RenewAsync();
        test._world.Clock.Advance(_overlap);
        var process = new Process();
        Assert.Equal(1, (await test._world.RetireAsync(process)).Retired);
        return process.Moments;
    }

    private static string AnotherRequest() => new CsrRecipe().WithCommonName("SN-1").ToHeader();

    private Task<string> RenewAsync()
    {
        _world.Clock.Advance(TimeSpan.FromMinutes(20));
        _world.Header = AnotherRequest();
        return IssueAsync();
    }

    private async Task<string> IssueAsync()
    {
        var answer = await _world.PostAsync(_world.AcmPca(direct: true));
        using var body = JsonDocument.Parse(answer.Body);
        using var leaf = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(body.RootElement.GetProperty("certificate").GetString());
        return leaf.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant();
    }

    private IotCertificateStatus Status(string id) => _world.Iot.Certificates[id].Status;

    private void Put(string id, string status)
    {
        if (status == "unknown")
        {
            _world.Iot.Certificates.Remove(id);
            return;
        }

        _world.Iot.Certificates[id] = new IotCertificate(id, "arn", "pem", Enum.Parse<IotCertificateStatus>(status));
    }
}
