using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Ports;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>What every body of the port must do.</summary>
public abstract class An_issuance_ledger
{
    private static readonly DateTimeOffset _start = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private static readonly IssuanceKey _key = new(DeviceId.Parse("SN-1"), Sha256Digest.Of("csr"u8));

    private protected abstract Task<IIssuanceLedger> CreateAsync();

    [Fact]
    public async Task opens_a_new_record_as_planned_now()
    {
        var ledger = await CreateAsync();

        Assert.Equal(new IssuanceRecord(_key, IssuanceStep.Planned, _start), await ledger.OpenAsync(_key, Hold("a", 0, 30), default));
    }

    [Fact]
    public async Task returns_what_was_saved()
    {
        var ledger = await CreateAsync();
        var record = await ledger.OpenAsync(_key, Hold("a", 0, 30), default);
        var saved = record! with { Step = IssuanceStep.Registered, CertificateArn = "arn", CertificateId = "id", NotAfter = _start.AddDays(90) };

        await ledger.SaveAndReleaseAsync(saved, Hold("a", 0, 30), default);

        Assert.Equal(saved, await ledger.OpenAsync(_key, Hold("b", 1, 31), default));
    }

    [Fact]
    public async Task forgets_what_a_new_plan_makes_void()
    {
        var ledger = await CreateAsync();
        var record = await ledger.OpenAsync(_key, Hold("a", 0, 30), default);
        await ledger.SaveAsync(record! with { Step = IssuanceStep.Issued, CertificateArn = "arn", CertificateId = "id", NotAfter = _start }, Hold("a", 0, 30), default);

        await ledger.SaveAndReleaseAsync(record.PlannedAnew(_start.AddDays(1)), Hold("a", 0, 30), default);

        Assert.Equal(new IssuanceRecord(_key, IssuanceStep.Planned, _start.AddDays(1)), await ledger.OpenAsync(_key, Hold("b", 100, 130), default));
    }

    [Fact]
    public async Task lets_one_run_at_a_time_work_on_a_record()
    {
        var ledger = await CreateAsync();
        await ledger.OpenAsync(_key, Hold("a", 0, 30), default);

        Assert.Null(await ledger.OpenAsync(_key, Hold("b", 29, 59), default));
        Assert.NotNull(await ledger.OpenAsync(_key, Hold("b", 30, 60), default));
    }

    [Fact]
    public async Task lets_the_same_run_open_again_since_an_sdk_may_send_twice()
    {
        var ledger = await CreateAsync();
        await ledger.OpenAsync(_key, Hold("a", 0, 30), default);

        Assert.NotNull(await ledger.OpenAsync(_key, Hold("a", 0, 30), default));
    }

    [Fact]
    public async Task refuses_writes_of_a_run_that_another_took_over_from()
    {
        var ledger = await CreateAsync();
        var record = await ledger.OpenAsync(_key, Hold("a", 0, 30), default);
        await ledger.OpenAsync(_key, Hold("b", 30, 60), default);

        await Assert.ThrowsAsync<HoldLostException>(() => ledger.SaveAsync(record! with { Step = IssuanceStep.Requested }, Hold("a", 0, 30), default));
        await Assert.ThrowsAsync<HoldLostException>(() => ledger.SaveAndReleaseAsync(record!, Hold("a", 0, 30), default));
    }

    [Fact]
    public async Task takes_a_release_that_is_sent_twice()
    {
        var ledger = await CreateAsync();
        var record = await ledger.OpenAsync(_key, Hold("a", 0, 30), default);

        await ledger.SaveAndReleaseAsync(record!, Hold("a", 0, 30), default);
        await ledger.SaveAndReleaseAsync(record!, Hold("a", 0, 30), default);

        Assert.NotNull(await ledger.OpenAsync(_key, Hold("b", 1, 31), default));
    }

    [Fact]
    public async Task refuses_to_save_what_was_never_opened()
    {
        var ledger = await CreateAsync();

        await Assert.ThrowsAsync<HoldLostException>(
            () => ledger.SaveAsync(new IssuanceRecord(_key, IssuanceStep.Planned, _start), Hold("a", 0, 30), default));
    }

    [Fact]
    public async Task keeps_devices_and_requests_apart()
    {
        var ledger = await CreateAsync();
        await ledger.OpenAsync(_key, Hold("a", 0, 30), default);

        Assert.NotNull(await ledger.OpenAsync(_key with { Device = DeviceId.Parse("SN-2") }, Hold("b", 0, 30), default));
        Assert.NotNull(await ledger.OpenAsync(_key with { CsrSha256 = Sha256Digest.Of("other"u8) }, Hold("b", 0, 30), default));
    }

    [Fact]
    public async Task lets_exactly_one_of_many_runs_in()
    {
        var ledger = await CreateAsync();

        var opened = await Task.WhenAll(Enumerable.Range(0, 16).Select(run => ledger.OpenAsync(_key, Hold($"run-{run}", 0, 30), default)));

        Assert.Single(opened, record => record is not null);
    }

    private static LedgerHold Hold(string holder, int from, int until) => new(holder, _start.AddSeconds(from), _start.AddSeconds(until));
}

public sealed class An_issuance_ledger_in_memory : An_issuance_ledger
{
    private protected override Task<IIssuanceLedger> CreateAsync() => Task.FromResult<IIssuanceLedger>(new MemoryLedger(new LedgerStore(), new Process()));
}

[Collection("dynalite")]
public sealed class An_issuance_ledger_in_dynamodb(Dynalite dynalite) : An_issuance_ledger
{
    private protected override async Task<IIssuanceLedger> CreateAsync() =>
        new DynamoIssuanceLedger(dynalite.Client, await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256));

    [Fact]
    public async Task says_which_call_failed_and_how()
    {
        var ledger = new DynamoIssuanceLedger(dynalite.Client, "no-such-table");

        var thrown = await Assert.ThrowsAsync<PortException>(() => ledger.OpenAsync(
            new IssuanceKey(DeviceId.Parse("SN-1"), Sha256Digest.Of("csr"u8)), new LedgerHold("a", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), default));

        Assert.Equal(("dynamodb:UpdateItem", PortFailure.Unavailable), (thrown.Operation, thrown.Failure));
    }

    [Fact]
    public async Task tells_dynamodb_when_a_record_may_go()
    {
        var table = await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256);
        var ledger = new DynamoIssuanceLedger(dynalite.Client, table);
        var start = new DateTimeOffset(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
        var hold = new LedgerHold("a", start, start.AddSeconds(30));
        var record = await ledger.OpenAsync(new IssuanceKey(DeviceId.Parse("SN-1"), Sha256Digest.Of("csr"u8)), hold, default);

        await ledger.SaveAndReleaseAsync(record! with { Step = IssuanceStep.Issued, NotAfter = start.AddDays(90) }, hold, default);

        var item = Assert.Single((await dynalite.Client.ScanAsync(new Amazon.DynamoDBv2.Model.ScanRequest(table))).Items);
        Assert.Equal($"{start.AddDays(90).ToUnixTimeSeconds()}", item[LedgerTable.ExpiresAt].N);
        Assert.Equal(IssuanceSteps.Issued, item[LedgerTable.Step].S);
        Assert.Equal("1", item[LedgerTable.Runs].N);
    }
}
