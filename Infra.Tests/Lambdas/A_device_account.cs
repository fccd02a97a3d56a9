using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>What every body of the port must do.</summary>
public abstract class A_device_account
{
    private static readonly DateTimeOffset _start = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private static readonly DeviceId _device = DeviceId.Parse("SN-1");
    private static readonly Sha256Digest _csr = Sha256Digest.Of("csr"u8);

    private protected abstract Task<IDeviceAccounts> CreateAsync();

    [Fact]
    public async Task is_empty_before_anything_is_written()
    {
        var account = await (await CreateAsync()).ReadAsync(_device, default);

        Assert.Equal((_device, 0L, null), (account.Device, account.Version, account.LastAllowedAt));
        Assert.Empty(account.Certificates);
    }

    [Fact]
    public async Task is_read_as_it_was_written()
    {
        var accounts = await CreateAsync();
        var written = (await accounts.ReadAsync(_device, default) with { LastAllowedAt = _start })
            .With(_csr, new CountedCertificate(_start, _start.AddDays(7)))
            .With(Sha256Digest.Of("other"u8), new CountedCertificate(_start.AddDays(-1), _start.AddDays(89), new string('a', 64)));

        Assert.True(await accounts.WriteAsync(written, default));

        var read = await accounts.ReadAsync(_device, default);
        Assert.Equal((1L, _start), (read.Version, read.LastAllowedAt));
        Assert.Equal(written.Certificates, read.Certificates);
    }

    [Fact]
    public async Task can_be_emptied()
    {
        var accounts = await CreateAsync();
        await accounts.WriteAsync((await accounts.ReadAsync(_device, default) with { LastAllowedAt = _start }).With(_csr, new(_start, _start.AddDays(7))), default);
        var account = await accounts.ReadAsync(_device, default);

        Assert.True(await accounts.WriteAsync(account with { Certificates = account.Certificates.Clear() }, default));

        Assert.Empty((await accounts.ReadAsync(_device, default)).Certificates);
    }

    [Fact]
    public async Task is_changed_by_one_of_two_who_read_the_same()
    {
        var accounts = await CreateAsync();
        foreach (var _ in new[] { "new", "written" })
        {
            var first = await accounts.ReadAsync(_device, default) with { LastAllowedAt = _start };
            var second = first with { LastAllowedAt = _start.AddDays(1) };

            Assert.True(await accounts.WriteAsync(first, default));
            Assert.False(await accounts.WriteAsync(second, default));
            Assert.Equal(_start, (await accounts.ReadAsync(_device, default)).LastAllowedAt);
        }
    }

    [Fact]
    public async Task is_each_devices_own()
    {
        var accounts = await CreateAsync();
        await accounts.WriteAsync(await accounts.ReadAsync(_device, default) with { LastAllowedAt = _start }, default);

        Assert.Equal(0, (await accounts.ReadAsync(DeviceId.Parse("SN-2"), default)).Version);
    }

    /// <summary>Many requests of one device at once, each with another CSR; the limit lets as many through as it says.</summary>
    [Theory]
    [InlineData(0, 3, 3, "too_many_certificates")]
    [InlineData(10, 3, 1, "too_soon")]
    public async Task is_not_slipped_past_by_requests_at_once(int minutes, int most, int expected, string code)
    {
        var accounts = await CreateAsync();
        var limits = new CertificateLimits(TimeSpan.FromMinutes(minutes), most, TimeSpan.FromDays(7));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() =>
            new DeviceAllowance(accounts, new MemoryRetirementAgenda([], new Process()), limits, new TestClock()).AdmitAsync(new IssuanceKey(_device, Sha256Digest.Of([(byte)number])), default))));

        Assert.Equal(expected, answers.Count(refusal => refusal is null));
        Assert.All(answers.OfType<Problem>(), refusal => Assert.Equal(code, refusal.Code));
        Assert.Equal(expected, (await accounts.ReadAsync(_device, default)).Certificates.Count);
    }
}

public sealed class A_device_account_in_memory : A_device_account
{
    private protected override Task<IDeviceAccounts> CreateAsync() => Task.FromResult<IDeviceAccounts>(new MemoryDeviceAccounts(new AccountStore(), new Process()));
}

[Collection("dynalite")]
public sealed class A_device_account_in_dynamodb(Dynalite dynalite) : A_device_account
{
    private protected override async Task<IDeviceAccounts> CreateAsync() =>
        new DynamoDeviceAccounts(dynalite.Client, await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256));

    [Fact]
    public async Task tells_dynamodb_when_it_may_go()
    {
        var table = await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256);
        var start = new DateTimeOffset(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
        var account = new DeviceAccount(DeviceId.Parse("SN-1"), 0) { LastAllowedAt = start }
            .With(Sha256Digest.Of("a"u8), new(start, start.AddDays(30), "id"))
            .With(Sha256Digest.Of("b"u8), new(start, start.AddDays(90), "id"));

        await new DynamoDeviceAccounts(dynalite.Client, table).WriteAsync(account, default);

        var item = Assert.Single((await dynalite.Client.ScanAsync(new Amazon.DynamoDBv2.Model.ScanRequest(table))).Items);
        Assert.Equal($"{start.AddDays(90).ToUnixTimeSeconds()}", item[LedgerTable.ExpiresAt].N);
    }
}
