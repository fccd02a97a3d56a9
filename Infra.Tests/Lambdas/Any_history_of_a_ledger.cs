using FsCheck;
using FsCheck.Fluent;
using Infra.Identity;
using Infra.Identity.Contracts;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Ports;
using Infra.Tests.Lambdas.Memory;
using Infra.Tests.Support;

namespace Infra.Tests.Lambdas;

/// <summary>Runs that open, save and let go of one record in any order, with any clocks.</summary>
[Collection("dynalite")]
public sealed class Any_history_of_a_ledger(Dynalite dynalite)
{
    private static readonly DateTimeOffset _start = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    private static readonly IssuanceKey _key = new(DeviceId.Parse("SN-1"), Sha256Digest.Of("csr"u8));

    private static readonly Gen<Deed> _deed =
        from kind in Gen.Elements(Enum.GetValues<DeedKind>())
        from run in Gen.Choose(0, 2)
        from later in Gen.Frequency((3, Gen.Choose(0, 5)), (1, Gen.Choose(20, 60)))
        from step in Gen.Elements(Enum.GetValues<IssuanceStep>())
        select new Deed(kind, $"run-{run}", later, step);

    private static readonly Arbitrary<Deed[]> _histories = _deed.ArrayOf(12).ToArbitrary();

    [Fact]
    public void has_at_most_one_run_at_work_and_forgets_nothing_that_was_saved() =>
        Seeded.Check(Prop.ForAll(_histories, history =>
        {
            var ledger = new MemoryLedger(new LedgerStore(), new Process());
            (string Run, DateTimeOffset Until)? holder = null;
            IssuanceRecord? saved = null;
            foreach (var (deed, now) in Timed(history))
            {
                var seen = Do(ledger, _key, deed, now);
                switch (deed.Kind)
                {
                    case DeedKind.Open when holder is { } other && other.Until > now && other.Run != deed.Run:
                        Assert.Equal("held by another", seen);
                        break;
                    case DeedKind.Open:
                        saved ??= new IssuanceRecord(_key, IssuanceStep.Planned, now);
                        Assert.Equal(Text(saved), seen);
                        holder = (deed.Run, now.AddSeconds(30));
                        break;
                    case var _ when holder?.Run != deed.Run:
                        Assert.Equal("lost", seen);
                        break;
                    default:
                        saved = Record(_key, deed, now);
                        Assert.Equal("saved", seen);
                        holder = (deed.Run, deed.Kind is DeedKind.Release ? DateTimeOffset.UnixEpoch : now.AddSeconds(30));
                        break;
                }
            }

            return true;
        }), times: 500);

    [Fact]
    public async Task is_told_alike_by_dynamodb_and_by_the_one_in_memory_that_other_tests_use()
    {
        var table = await dynalite.CreateTableAsync(LedgerTable.DeviceId, LedgerTable.CsrSha256);
        var histories = 0;
        Seeded.Check(Prop.ForAll(_histories, history =>
        {
            // A key of its own for each history, since they share the table.
            var key = _key with { CsrSha256 = Sha256Digest.Of(BitConverter.GetBytes(histories++)) };
            var memory = new MemoryLedger(new LedgerStore(), new Process());
            var dynamo = new DynamoIssuanceLedger(dynalite.Client, table);
            return Timed(history).All(timed => Do(memory, key, timed.Deed, timed.Now) == Do(dynamo, key, timed.Deed, timed.Now));
        }), times: 25);
    }

    private static string Do(IIssuanceLedger ledger, IssuanceKey key, Deed deed, DateTimeOffset now) =>
        Task.Run(() => DoAsync(ledger, key, deed, now)).GetAwaiter().GetResult();

    private static async Task<string> DoAsync(IIssuanceLedger ledger, IssuanceKey key, Deed deed, DateTimeOffset now)
    {
        var hold = new LedgerHold(deed.Run, now, now.AddSeconds(30));
        try
        {
            switch (deed.Kind)
            {
                case DeedKind.Open:
                    return await ledger.OpenAsync(key, hold, default) is { } record ? Text(record) : "held by another";
                case DeedKind.Save:
                    await ledger.SaveAsync(Record(key, deed, now), hold, default);
                    return "saved";
                default:
                    await ledger.SaveAndReleaseAsync(Record(key, deed, now), hold, default);
                    return "saved";
            }
        }
        catch (HoldLostException)
        {
            return "lost";
        }
    }

    private static string Text(IssuanceRecord record) => $"{record.Step} {record.PlannedAt:O} {record.CertificateArn} {record.CertificateId} {record.NotAfter:O}";

    private static IssuanceRecord Record(IssuanceKey key, Deed deed, DateTimeOffset now) => new(key, deed.Step, _start)
    {
        CertificateArn = deed.Step >= IssuanceStep.Requested ? $"arn-{deed.Run}" : null,
        CertificateId = deed.Step >= IssuanceStep.Issued ? $"id-{deed.Run}" : null,
        NotAfter = deed.Step >= IssuanceStep.Issued ? now.AddDays(90) : null,
    };

    private static IEnumerable<(Deed Deed, DateTimeOffset Now)> Timed(IEnumerable<Deed> history)
    {
        var now = _start;
        foreach (var deed in history)
        {
            now = now.AddSeconds(deed.Later);
            yield return (deed, now);
        }
    }

    private enum DeedKind
    {
        Open,
        Save,
        Release,
    }

    /// <summary>What a run does.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Run">Which run.</param>
    /// <param name="Later">Seconds since the deed before.</param>
    /// <param name="Step">What it writes, if it writes.</param>
    private sealed record Deed(DeedKind Kind, string Run, int Later, IssuanceStep Step);
}
