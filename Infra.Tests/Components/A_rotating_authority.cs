using Infra.Components;
using Infra.Identity.Contracts;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_rotating_authority
{
    private const string RegistrationType = ResourceTypes.CaRegistration;
    private const string GuardType = ResourceTypes.CertificateAuthorityRotation;
    private const string AuthorityType = "aws:acmpca/certificateAuthority:CertificateAuthority";

    [Theory]
    [InlineData("1", "authority-1: active, first connections", 1)]
    [InlineData("2 announced", "authority-1: active, first connections; authority-2: active, first connections", 1)]
    [InlineData("2 issuing", "authority-1: active, first connections; authority-2: active, first connections", 2)]
    [InlineData("2 closing", "authority-1: active; authority-2: active, first connections", 2)]
    [InlineData("2 retired", "authority-1: inactive; authority-2: active, first connections", 2)]
    [InlineData("2", "authority-2: active, first connections", 2)]
    public async Task has_the_generations_of_its_stage_registered_as_the_stage_says(string stage, string expected, int issuing)
    {
        RotatingAuthority? authority = null;
        var recorder = await Deployed.By(() => authority = new("pki", Args(stage)));

        var registered = recorder.All(RegistrationType).Select(ca =>
            $"{ca.Name}: {((bool)ca.Inputs["active"] ? "active" : "inactive")}{((bool)ca.Inputs["autoRegistration"] ? ", first connections" : "")}");
        Assert.Equal(expected, string.Join("; ", registered));
        Assert.Equal(stage, recorder.Single(GuardType).Text("stage"));
        Assert.Equal(stage.Contains(' ', StringComparison.Ordinal), recorder.Single(GuardType).Inputs.ContainsKey("formerCaCertificatePem"));
        Assert.NotNull(authority!.CaCertificateId);
        Assert.Equal(issuing, authority.Stage.IssuingGeneration);
    }

    [Fact]
    public async Task has_its_guard_asked_before_any_registration_is_touched()
    {
        var recorder = await Deployed.By(() => _ = new RotatingAuthority("pki", Args("2 retired")));

        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.True(order.IndexOf(GuardType) < order.IndexOf(RegistrationType), string.Join(", ", order));
    }

    [Fact]
    public async Task goes_on_issuing_from_the_old_generation_while_the_new_one_waits_for_its_offline_parent()
    {
        RotatingAuthority? authority = null;
        var recorder = await Deployed.By(() => authority = new("pki", Args("2 announced", waiting: 2)));

        Assert.Equal(2, recorder.All(AuthorityType).Count);
        Assert.Equal("1", recorder.Single(GuardType).Text("stage"));
        Assert.Equal("authority-1", recorder.Single(RegistrationType).Name);
        Assert.Equal((1, 2), (authority!.Stage.IssuingGeneration, authority.WaitingGeneration));
        Assert.NotNull(authority.CsrToSign);
    }

    [Fact]
    public async Task registers_nothing_while_its_first_generation_waits_for_its_offline_parent()
    {
        var recorder = await Deployed.By(() => _ = new RotatingAuthority("pki", Args("1", waiting: 1)));

        Assert.Empty(recorder.All(RegistrationType));
        Assert.Empty(recorder.All(GuardType));
        Assert.Single(recorder.All(AuthorityType));
    }

    [Fact]
    public async Task waits_for_no_first_connection_where_there_is_none()
    {
        var recorder = await Deployed.By(() => _ = new RotatingAuthority("pki", Args("2 issuing", firstConnection: false)));

        Assert.All(recorder.All(RegistrationType), ca => Assert.False((bool)ca.Inputs["autoRegistration"]));
        Assert.All(recorder.All(RegistrationType), ca => Assert.False(ca.Inputs.ContainsKey("templateName")));
        Assert.Equal(0, recorder.Single(GuardType).Number("firstConnectionDays"));
    }

    private static RotatingAuthorityArgs Args(string stage, int waiting = 0, bool firstConnection = true) => new()
    {
        Region = "us-east-1",
        Stage = RotationStage.Parse(stage),
        Authority = (generation, options) => new($"authority-{generation.Number}", new()
        {
            Names = Deployed.Names,
            Generation = generation.Number,
            Parent = new Parent.Offline(generation.Number == waiting ? null : new SignedAuthority($"pem {generation.Number}", "chain")),
        }, options),
        RegistersAtFirstConnection = firstConnection,
        TemplateName = "widgiot-jitp",
    };
}
