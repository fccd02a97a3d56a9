using Infra.Lambdas.Issuing;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>
/// The process is killed at every moment there is: before and after the effect of each call to the ledger, the authority and AWS IoT.
/// Whenever it was, the device's retry completes, and the authority was asked for one certificate only.
/// </summary>
public sealed class A_killed_issuer
{
    public static TheoryData<string> Kinds => ["acm pca, jitp", "acm pca, direct", "iot core"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task is_resumed_by_the_devices_retry(string kind)
    {
        var moments = await MomentsOfAFaultlessRunAsync(kind);
        Assert.True(moments >= 18, $"only {moments} moments: the calls do not run through the process");

        for (var moment = 0; moment < moments; moment++)
        {
            var world = Strict();
            await world.PostAsync(Issuer(kind, world, new Process(killAt: moment)));

            var statuses = await RetryAsync(kind, world);

            Assert.True(statuses[^1] == 200, $"killed at moment {moment}, the retries ended with {string.Join(", ", statuses)}");
            AssertOneCertificate(kind, world, moment);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task is_resumed_even_if_the_retry_is_killed_too(string kind)
    {
        var moments = await MomentsOfAFaultlessRunAsync(kind);
        for (var moment = 0; moment < moments; moment += 3)
        {
            for (var second = 0; second < moments; second += 2)
            {
                var world = Strict();
                await world.PostAsync(Issuer(kind, world, new Process(killAt: moment)));
                world.Clock.Advance(TimeSpan.FromSeconds(31));
                await world.PostAsync(Issuer(kind, world, new Process(killAt: second)));

                Assert.Equal(200, (await RetryAsync(kind, world))[^1]);
                AssertOneCertificate(kind, world, moment);
            }
        }
    }

    /// <summary>Whoever has seen the request can send its other form, at any moment: it is taken for the device's retry.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task is_resumed_by_the_other_form_of_the_request(string kind)
    {
        var moments = await MomentsOfAFaultlessRunAsync(kind);
        for (var moment = 0; moment < moments; moment++)
        {
            var world = Strict();
            await world.PostAsync(Issuer(kind, world, new Process(killAt: moment)));
            world.Header = Convert.ToBase64String(SignatureForms.Other(Convert.FromBase64String(world.Header)));

            Assert.Equal(200, (await RetryAsync(kind, world))[^1]);
            AssertOneCertificate(kind, world, moment);
        }
    }

    [Fact]
    public async Task keeps_others_away_until_lambda_would_have_ended_it()
    {
        var world = Strict();
        await world.PostAsync(world.AcmPca(direct: false, new Process(killAt: 7)));

        var early = await world.PostAsync(world.AcmPca(direct: false));
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        var late = await world.PostAsync(world.AcmPca(direct: false));

        Assert.Equal((202, 200), (early.StatusCode, late.StatusCode));
    }

    /// <summary>A retry that were counted as another certificate would be refused for hours.</summary>
    private static IssuerWorld Strict() => new() { Limits = new(TimeSpan.FromHours(10), 2, TimeSpan.FromDays(7)) };

    private static async Task<int> MomentsOfAFaultlessRunAsync(string kind)
    {
        var world = Strict();
        var process = new Process();
        Assert.Equal(200, (await world.PostAsync(Issuer(kind, world, process))).StatusCode);
        return process.Moments;
    }

    /// <summary>As a device does: again after a while, until it has its certificate.</summary>
    private static async Task<List<int>> RetryAsync(string kind, IssuerWorld world)
    {
        List<int> statuses = [];
        while (statuses.Count < 4 && statuses is not [.., 200])
        {
            world.Clock.Advance(TimeSpan.FromSeconds(20));
            statuses.Add((await world.PostAsync(Issuer(kind, world, new Process()))).StatusCode);
        }

        return statuses;
    }

    private static void AssertOneCertificate(string kind, IssuerWorld world, int moment)
    {
        var counted = Assert.Single(Assert.Single(world.Accounts.Items.Values).Certificates.Values);
        Assert.Equal(world.Record.CertificateId, counted.CertificateId);
        Assert.Equal(world.Record.NotAfter!.Value, counted.Ends, TimeSpan.FromSeconds(1));
        if (kind == "iot core")
        {
            // Its call has no token: one that was cut off leaves a certificate behind, but an inactive one, attached to nothing.
            var active = Assert.Single(world.Iot.Active);
            Assert.Equal(active.Id, Assert.Single(world.Iot.Principals).CertificateId);
            Assert.Equal(active.Id, Assert.Single(world.Iot.Policies).CertificateId);
            Assert.Equal(active.Id, world.Record.CertificateId);
            return;
        }

        Assert.True(world.Authority.Certificates.Count == 1, $"killed at moment {moment}, {world.Authority.Certificates.Count} certificates were made");
        Assert.Single(world.Authority.Orders.Distinct());
        if (kind == "acm pca, direct")
        {
            Assert.Equal(world.Record.CertificateId, Assert.Single(world.Iot.Active).Id);
            Assert.Equal(IssuanceStep.Registered, world.Record.Step);
        }
    }

    private static IssuerHandler Issuer(string kind, IssuerWorld world, Process process) => kind switch
    {
        "acm pca, jitp" => world.AcmPca(direct: false, process),
        "acm pca, direct" => world.AcmPca(direct: true, process),
        _ => world.IotCore(process),
    };
}
