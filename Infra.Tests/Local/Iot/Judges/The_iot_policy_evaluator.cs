using Infra.Local.Iot.Policies;

namespace Infra.Tests.Local.Iot.Judges;

/// <summary>The local cloud's evaluator of IoT policies, held to AWS's documentation and to an evaluator that we did not write.</summary>
public sealed class The_iot_policy_evaluator
{
    private static readonly Dictionary<string, IotExample> ByName = IotExamples.All.ToDictionary(example => $"{example.Page.Segments[^1]}: {example.Says}");

    public static TheoryData<string> Examples => [.. ByName.Keys];

    [Theory]
    [MemberData(nameof(Examples))]
    public void decides_what_the_documentation_says(string example) => Assert.All(
        IotExamples.Rows(ByName[example]),
        row => Assert.True(row.Expected == row.Question.Decision, $"{row.Question.Decision} instead of {row.Expected}: {row.Question}"));

    [Fact]
    public async Task decides_the_documentations_examples_as_iam_simulate_does_but_where_aws_iot_differs_from_iam()
    {
        var rows = IotExamples.All.Where(example => example.OnlyIot is null).SelectMany(IotExamples.Rows).ToArray();
        var judged = await IotQuestion.JudgedAsync(rows.Select(row => row.Question));

        Assert.True(rows.Length > 100);
        Assert.All(rows.Zip(judged), row => Assert.True(row.First.Expected == row.Second, $"iam-simulate says {row.Second} instead of {row.First.Expected}: {row.First.Question}"));
    }

    [Fact]
    public async Task decides_random_questions_as_iam_simulate_does()
    {
        var questions = new RandomIotPolicies(seed: 20260401).Questions(4000).ToArray();
        var judged = await IotQuestion.JudgedAsync(questions);

        Assert.All(questions.Zip(judged), pair => Assert.True(pair.First.Decision == pair.Second, $"{pair.First.Decision} instead of {pair.Second}: {pair.First}"));
        // Each decision is among them often, or the equality says little.
        Assert.All(Enum.GetValues<IotDecision>(), decision => Assert.True(judged.Count(other => other == decision) > 200, $"{decision}: {judged.Count(other => other == decision)}"));
    }
}
