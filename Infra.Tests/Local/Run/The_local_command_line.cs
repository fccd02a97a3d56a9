using Infra.Local.Cli;
using Infra.Local.Run;

namespace Infra.Tests.Local.Run;

public sealed class The_local_command_line
{
    [Fact]
    public void gives_five_devices_in_two_regions_from_the_private_CA_unless_told_otherwise()
    {
        var defaults = new RunOptions();
        Assert.Equal(5, defaults.Devices);
        Assert.Equal(["us-east-1", "eu-west-1"], defaults.Regions);
        Assert.Equal(Issuer.AcmPca, defaults.Issuer);
    }

    [Fact]
    public void reads_every_option()
    {
        var (options, faults) = RunOptionsParser.Parse("12", "us-gov-west-1, ap-southeast-2", "iot-core", "software", "somewhere", json: true, serve: true);
        Assert.Empty(faults);
        Assert.Equal(
            (12, "us-gov-west-1 ap-southeast-2", Issuer.IotCore, "somewhere", true, true),
            (options!.Devices, string.Join(' ', options.Regions), options.Issuer, options.Out, options.Json, options.Serve));
    }

    [Theory]
    [InlineData("-1", "us-east-1", "acm-pca", "software", "out", "--devices is '-1'")]
    [InlineData("10001", "us-east-1", "acm-pca", "software", "out", "0 to 10000")]
    [InlineData("five", "us-east-1", "acm-pca", "software", "out", "--devices is 'five'")]
    [InlineData("5", "useast1", "acm-pca", "software", "out", "'useast1', which is no region name")]
    [InlineData("5", "us-east-1,,eu-west-1", "acm-pca", "software", "out", "'', which is no region name")]
    [InlineData("5", "us-east-1,us-east-1", "acm-pca", "software", "out", "'us-east-1' 2 times")]
    [InlineData("5", "us-east-1", "acmpca", "software", "out", "allowed are acm-pca and iot-core")]
    [InlineData("5", "us-east-1", "acm-pca", "software", " ", "--out is empty")]
    [InlineData("5", "us-east-1", "acm-pca", "online", "out", "allowed are software and offline")]
    [InlineData("5", "us-east-1", "iot-core", "offline", "out", "which issuer iot-core does without")]
    public void refuses_a_bad_value_and_says_what_is_allowed(string devices, string regions, string issuer, string parent, string output, string said)
    {
        var (options, faults) = RunOptionsParser.Parse(devices, regions, issuer, parent, output, json: false, serve: false);
        Assert.Null(options);
        Assert.Contains(said, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("infra local [options]", "--help")]
    [InlineData("infra local [options]", "local", "--help")]
    [InlineData("infra policies [options]", "policies", "--help")]
    [InlineData("infra prove [options]", "prove", "--help")]
    public async Task is_shown_by_help_as_people_type_it(string usage, params string[] arguments)
    {
        var output = new StringWriter();
        Assert.Equal(0, await InfraCommand.Parse(arguments).InvokeAsync(new() { Output = output }));
        Assert.Contains(usage, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void names_every_fault_at_once()
    {
        var (_, faults) = RunOptionsParser.Parse("none", "nowhere", "nobody", "nowhere", "", json: false, serve: false);
        Assert.Equal(5, faults.Count);
    }
}
