using Amazon.DynamoDBv2.Model;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Ports;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>What every body of the port must do.</summary>
public abstract class A_retirement_agenda
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    private protected abstract Task<IRetirementAgenda> CreateAsync();

    [Fact]
    public async Task hands_out_what_is_due_the_oldest_first_and_nothing_else()
    {
        var agenda = await CreateAsync();
        foreach (var (device, minutes) in new[] { ("SN-3", 0), ("zz", -1), ("SN:2_b-C", -600), ("SN-4", 1), ("SN-1", -1) })
        {
            await agenda.RemindAsync(At(device, minutes), default);
        }

        Assert.Equal(["SN:2_b-C -600", "SN-1 -1", "zz -1", "SN-3 0"], await DueAsync(agenda));
    }

    [Fact]
    public async Task takes_the_same_reminder_twice_as_one()
    {
        var agenda = await CreateAsync();
        await agenda.RemindAsync(At("SN-1", -1), default);
        await agenda.RemindAsync(At("SN-1", -1), default);

        Assert.Equal(["SN-1 -1"], await DueAsync(agenda));
    }

    [Fact]
    public async Task strikes_off_the_one_that_is_done()
    {
        var agenda = await CreateAsync();
        await agenda.RemindAsync(At("SN-1", -2), default);
        await agenda.RemindAsync(At("SN-1", -1), default);
        await agenda.RemindAsync(At("SN-2", -2), default);

        await agenda.DoneAsync(At("SN-1", -2), default);
        await agenda.DoneAsync(At("SN-1", -2), default);

        Assert.Equal(["SN-2 -2", "SN-1 -1"], await DueAsync(agenda));
    }

    [Fact]
    public async Task can_be_worked_off_while_it_is_read()
    {
        var agenda = await CreateAsync();
        foreach (var number in Enumerable.Range(0, 30))
        {
            await agenda.RemindAsync(At($"SN-{number:00}", -number - 1), default);
        }

        var seen = 0;
        await foreach (var reminder in agenda.DueAsync(_now, default))
        {
            await agenda.DoneAsync(Assert.IsType<Reminder>(reminder), default);
            seen++;
        }

        Assert.Equal(30, seen);
        Assert.Empty(await DueAsync(agenda));
    }

    private protected static Reminder At(string device, int minutes) => new(DeviceId.Parse(device), _now.AddMinutes(minutes), _now.AddDays(90));

    private protected static async Task<List<string>> DueAsync(IRetirementAgenda agenda)
    {
        List<string> due = [];
        await foreach (var entry in agenda.DueAsync(_now, default))
        {
            due.Add(entry is Reminder reminder ? $"{reminder.Device} {(reminder.Due - _now).TotalMinutes:0}" : entry.ToString());
        }

        return due;
    }
}

public sealed class A_retirement_agenda_in_memory : A_retirement_agenda
{
    private protected override Task<IRetirementAgenda> CreateAsync() => Task.FromResult<IRetirementAgenda>(new MemoryRetirementAgenda([], new Process()));
}

[Collection("dynalite")]
public sealed class A_retirement_agenda_in_dynamodb(Dynalite dynalite) : A_retirement_agenda
{
    private protected override async Task<IRetirementAgenda> CreateAsync() =>
        new DynamoRetirementAgenda(dynalite.Client, await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256));

    [Fact]
    public async Task tells_dynamodb_when_a_reminder_may_go()
    {
        var table = await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256);
        var until = new DateTimeOffset(2027, 2, 20, 6, 0, 0, TimeSpan.Zero);

        await new DynamoRetirementAgenda(dynalite.Client, table).RemindAsync(new(DeviceId.Parse("SN-1"), until.AddDays(-90), until), default);

        var item = Assert.Single((await dynalite.Client.ScanAsync(new ScanRequest(table))).Items);
        Assert.Equal($"{until.ToUnixTimeSeconds()}", item[LedgerTable.ExpiresAt].N);
        Assert.Equal("#retirements", item[LedgerTable.DeviceId].S);
    }

    /// <summary>What somebody put into the agenda's partition -> whether it is told as what cannot be read.</summary>
    [Theory]
    [InlineData("!", "n:1800000000")]
    [InlineData("#", "n:1800000000")]
    [InlineData("001763791200", "n:1800000000")]
    [InlineData("001763791200#", "n:1800000000")]
    [InlineData("001763791200#SN 1", "n:1800000000")]
    [InlineData("001763791200#SN-1#", "n:1800000000")]
    [InlineData("00001763791200#SN-1", "n:1800000000")] // the same second otherwise written: struck off would be another key
    [InlineData("+01763791200#SN-1", "n:1800000000")]
    [InlineData("-00000000001#SN-1", "n:1800000000")]
    [InlineData("001763791200#SN-1", "none")]
    [InlineData("001763791200#SN-1", "s:1800000000")]
    [InlineData("001763791200#SN-1", "n:-1")]
    [InlineData("001763791200#SN-1", "n:1.5")]
    [InlineData("001763791200#SN-1", "n:99999999999999999999")]
    public async Task tells_what_it_cannot_read_and_goes_on_to_the_others(string key, string expires)
    {
        var table = await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256);
        var agenda = new DynamoRetirementAgenda(dynalite.Client, table);
        await agenda.RemindAsync(At("SN-2", -1), default);
        await dynalite.Client.PutItemAsync(table, Item(key, expires));

        var due = await DueAsync(agenda);

        Assert.Equal(["SN-2 -1", $"UnreadableEntry {{ Key = {key} }}"], due.Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, AttributeValue> Item(string key, string expires)
    {
        var item = new Dictionary<string, AttributeValue> { [LedgerTable.DeviceId] = new() { S = LedgerTable.Agenda }, [LedgerTable.CsrSha256] = new() { S = key } };
        switch (expires.Split(':'))
        {
            case ["n", var number]: item[LedgerTable.ExpiresAt] = new() { N = number }; break;
            case ["s", var text]: item[LedgerTable.ExpiresAt] = new() { S = text }; break;
        }

        return item;
    }
}
