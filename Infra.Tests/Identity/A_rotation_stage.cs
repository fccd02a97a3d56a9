using System.Globalization;
using Infra.Identity.Contracts;

namespace Infra.Tests.Identity;

public sealed class A_rotation_stage
{
    /// <summary>
    /// From each stage to each: stay; go; no (not one step); wait1: devices of that generation must have had the time to connect first;
    /// 1, 2: go, if no device of that generation is active.
    /// </summary>
    private const string Moves = """
        from \ to      1     2+announced  2+issuing  2+closing  2+retired  2     3+announced  3
        1              stay  go           no         no         no         no    no           no
        2+announced    2     stay         go         no         no         no    no           no
        2+issuing      no    go           stay       wait1      no         no    no           no
        2+closing      no    no           go         stay       1          no    no           no
        2+retired      no    no           no         go         stay       1     no           no
        2              no    no           no         no         no         stay  go           no
        3+announced    no    no           no         no         no         3     stay         no
        3              no    no           no         no         no         no    no           stay
        """;

    /// <summary>i: issues, a: active, r: registers first connections, d: is gone one stage further or back; in this order, - where not.</summary>
    private const string States = """
        stage          generation-1  generation-2  next
        1              iar-          none          2+announced
        2+announced    iar-          -ard          2+issuing
        2+issuing      -ar-          iar-          2+closing
        2+closing      -a--          iar-          2+retired
        2+retired      ---d          iar-          2
        2              none          iar-          3+announced
        """;

    public static TheoryData<string, string, string> MoveCells
    {
        get
        {
            var lines = Lines(Moves);
            var stages = lines[0][3..];
            var cells = new TheoryData<string, string, string>();
            foreach (var row in lines[1..])
            {
                for (var column = 0; column < stages.Length; column++) { cells.Add(row[0], stages[column], row[column + 1]); }
            }

            return cells;
        }
    }

    public static TheoryData<string, string, string, string> StateRows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var row in Lines(States)[1..]) { rows.Add(row[0], row[1], row[2], row[3]); }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(MoveCells))]
    public void becomes_another_only_as_the_table_says(string from, string to, string move)
    {
        var (before, after) = (Stage(from), Stage(to));

        Assert.Equal(move != "no", before.CanBecome(after));
        if (move == "no") { return; }
        Assert.Equal(move.StartsWith("wait", StringComparison.Ordinal) ? int.Parse(move[4..], CultureInfo.InvariantCulture) : null, before.MustHaveSettledBefore(after));
        Assert.Equal(int.TryParse(move, out var generation) ? generation : null, before.MustBeEmptyBefore(after));
    }

    [Theory]
    [InlineData("1", null)] // it has never issued
    [InlineData("2+issuing", 2)] // certificates of it may be on their way to devices that AWS IoT has never seen
    public void gives_up_a_generation_that_issued_only_after_its_devices_had_the_time_to_connect(string before, int? settled) =>
        Assert.Equal(settled, Stage("2+announced").MustHaveSettledBefore(Stage("1"), Stage(before)));

    [Fact]
    public void says_in_one_line_what_comes_next()
    {
        for (var (stage, step) = (RotationStage.First, 0); step < 12; step++, stage = stage.Next)
        {
            Assert.StartsWith($"'{stage.Next}' ", stage.NextStep, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', stage.NextStep);
        }

        Assert.Equal("'2 closing' ends first connections of CA generation 1; refused until its devices have had the time to connect once", Stage("2+issuing").NextStep);
    }

    [Theory]
    [MemberData(nameof(StateRows))]
    public void says_how_each_generation_is(string stage, string first, string second, string next)
    {
        string Described(int number) => Stage(stage).Generations.SingleOrDefault(generation => generation.Number == number) is { } it
            ? $"{(it.Issues ? 'i' : '-')}{(it.Active ? 'a' : '-')}{(it.AutoRegistration ? 'r' : '-')}{(it.Dispensable ? 'd' : '-')}"
            : "none";

        Assert.Equal((first, second), (Described(1), Described(2)));
        Assert.Equal(Stage(next), Stage(stage).Next);
    }

    [Fact]
    public void has_always_exactly_one_issuing_generation_which_is_active()
    {
        var stage = Stage("1");
        for (var step = 0; step < 20; step++, stage = stage.Next)
        {
            Assert.True(Assert.Single(stage.Generations, generation => generation.Issues) is { Active: true, AutoRegistration: true } issuing && issuing.Number == stage.IssuingGeneration);
            Assert.Equal(stage, RotationStage.Parse(stage.ToString()));
            if (stage.Previous is { } previous && previous.Step != RotationStep.Alone) { Assert.Equal(stage, previous.Next); }
        }

        Assert.Equal("5", stage.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("1 issuing")] // there is no generation 0
    [InlineData("2 Issuing")]
    [InlineData("2  issuing")]
    [InlineData("2 issuing now")]
    [InlineData("two")]
    [InlineData(" 2")]
    [InlineData(null)]
    public void is_not_read_from_anything_else(string? text)
    {
        Assert.False(RotationStage.TryParse(text, out _));
        Assert.Contains("use the newest generation's number", Assert.Throws<ArgumentException>(() => RotationStage.Parse(text!)).Message, StringComparison.Ordinal);
    }

    private static RotationStage Stage(string cell) => RotationStage.Parse(cell.Replace('+', ' '));

    private static string[][] Lines(string table) => [.. table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
