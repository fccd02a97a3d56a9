using FsCheck;
using FsCheck.Fluent;
using Infra.Identity;
using Infra.Lambdas.Issuing;
using Infra.Tests.Support;

namespace Infra.Tests.Lambdas;

public sealed class Any_wait
{
    private static readonly Arbitrary<int> _bases = Gen.Choose(0, 100_000).ToArbitrary();

    private static readonly Arbitrary<DeviceId?> _devices = Gen.Frequency(
        (1, Gen.Constant((DeviceId?)null)),
        (20, from letters in Gen.Elements("AZaz09:_-".ToCharArray()).NonEmptyListOf() select (DeviceId?)DeviceId.Parse(new string([.. letters.Take(64)])))).ToArbitrary();

    [Fact]
    public void is_between_its_base_and_twice_that_and_the_same_for_the_same_device() =>
        Seeded.Check(Prop.ForAll(_bases, _devices, (least, device) =>
            RetryAfter.Seconds(least, device) is var seconds && seconds >= least && seconds <= 2 * least && seconds == RetryAfter.Seconds(least, device)), times: 1000);

    [Fact]
    public void grows_with_its_base() =>
        Seeded.Check(Prop.ForAll(_bases, _bases, _devices, (one, other, device) =>
            RetryAfter.Seconds(Math.Min(one, other), device) <= RetryAfter.Seconds(Math.Max(one, other), device)), times: 1000);

    [Fact]
    public void is_spread_over_a_fleet()
    {
        var tenths = Enumerable.Range(0, 10_000).GroupBy(number => (RetryAfter.Seconds(1000, DeviceId.Parse($"SN-{number}")) - 1000) / 100).ToDictionary(tenth => tenth.Key, tenth => tenth.Count());

        Assert.All(Enumerable.Range(0, 10), tenth => Assert.InRange(tenths[tenth], 700, 1300));
    }
}
