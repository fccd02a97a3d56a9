using System.Text.Json;
using Pulumi;

namespace Infra.Tests.StandIns.PulumiSdk;

[Collection("pulumi")]
public sealed class Pulumi_config : IDisposable
{
    private const string Variable = "PULUMI_CONFIG";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public Pulumi_config() => Environment.SetEnvironmentVariable(Variable, JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["project:text"] = "t",
        ["project:config:old"] = "o",
        ["project:number"] = "3",
        ["project:ratio"] = "0.5",
        ["project:flag"] = "true",
        ["project:object"] = """{"Name":"n","List":[1,2]}""",
        ["aws:region"] = "eu-west-1",
    }));

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, _before);

    [Fact]
    public Task gives_the_projects_own_values_by_type() => In(() =>
    {
        var config = new Config();
        Assert.Equal("t", config.Require("text"));
        Assert.Equal("o", config.Get("old"));
        Assert.Equal(3, config.RequireInt32("number"));
        Assert.Equal(0.5, config.GetDouble("ratio"));
        Assert.True(config.GetBoolean("flag"));
        Assert.Equal([1, 2], config.RequireObject<Settings>("object").List);
    });

    [Fact]
    public Task gives_another_namespaces_values() => In(() => Assert.Equal("eu-west-1", new Config("aws").Get("region")));

    [Fact]
    public Task gives_nothing_for_what_is_not_set() => In(() =>
    {
        var config = new Config();
        Assert.Null(config.Get("none"));
        Assert.Null(config.GetInt32("none"));
        Assert.Null(config.GetBoolean("none"));
        Assert.Null(config.GetSecret("none"));
        Assert.Null(config.GetObject<Settings>("none"));
    });

    [Fact]
    public async Task gives_secrets_as_secret_outputs()
    {
        var (text, number) = await Program.Run(
            new RecordingMocks(), () => (new Config().RequireSecret("text"), new Config().GetSecretInt32("number")!));

        Assert.Equal(("t", true, true), await text.Resolve());
        Assert.Equal((3, true, true), await number.Resolve());
    }

    [Fact]
    public async Task says_how_to_set_what_is_missing()
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => In(() => new Config().Require("none")));

        Assert.Equal(
            "Missing Required configuration variable 'project:none'\n"
            + "\tplease set a value using the command `pulumi config set project:none <value>`",
            failure.Message);
    }

    [Theory]
    [InlineData("Int32")]
    [InlineData("Boolean")]
    [InlineData("Double")]
    public async Task says_what_is_not_of_the_type(string type)
    {
        var failure = await Assert.ThrowsAsync<RunException>(() => In(() => _ = type switch
        {
            "Int32" => (object?)new Config().GetInt32("text"),
            "Boolean" => new Config().GetBoolean("text"),
            _ => new Config().GetDouble("text"),
        }));

        Assert.Equal($"Configuration 'project:text' value 't' is not a valid {type}", failure.Message);
    }

    private static async Task In(Action program) => await Program.Run(new RecordingMocks(), program);

    private sealed record Settings(string Name, int[] List);
}
