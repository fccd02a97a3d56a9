using System.Reflection;
using Infra.Pki;
using Infra.Pki.FreeRtos;
using Infra.Tools;

namespace Infra.Tests.Conventions;

/// <summary>Whoever is refused is told what to do next. The compiler sees to it: there is no other way to make a refusal.</summary>
public sealed class The_hints_of_the_tool
{
    [Fact]
    public void belong_to_every_refusal()
    {
        var hint = Assert.Single(typeof(ToolException).GetConstructors()).GetParameters()[^1];

        Assert.Equal("hint", hint.Name);
        Assert.False(hint.IsOptional);
        Assert.Equal(NullabilityState.NotNull, new NullabilityInfoContext().Create(hint).ReadState);
    }

    [Fact]
    public void are_there_for_every_code_of_the_library_that_knows_no_command_line()
    {
        var codes = ((Type[])[typeof(PkiErrors), typeof(FreeRtosErrors)]).SelectMany(type => type.GetFields()).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order(StringComparer.Ordinal), PkiHints.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void are_one_line_each_in_the_tool_s_voice() => Assert.All(PkiHints.All.Values, hint =>
    {
        Assert.InRange(hint.Length, 15, 140);
        Assert.False(hint.EndsWith('.') || char.IsUpper(hint[0]) || hint.Contains('\n', StringComparison.Ordinal), hint);
    });
}
