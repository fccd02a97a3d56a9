using System.Text.RegularExpressions;

namespace Infra.Components.IotPolicies;

/// <summary>
/// Topics in an IoT policy. <c>*</c> (anything, slashes too) and <c>?</c> (one character) are the policy's wildcards; MQTT's <c>+</c> and
/// <c>#</c> would be taken literally there and match nothing a broker delivers (AWS IoT, "Publish/Subscribe policy examples"), so they are refused.
/// Whether a pattern is rendered as <c>topic/</c> or <c>topicfilter/</c> is the verb's affair, see <see cref="IotStatement"/>.
/// </summary>
public readonly partial record struct TopicPattern
{
    private TopicPattern(string value) => Value = value;

    /// <summary>The pattern as text.</summary>
    public string Value => field ?? throw new ComponentException(ComponentCodes.IotTopicInvalid, "this topic pattern was never set; make one with TopicPattern.Parse");

    /// <summary>The device's own shadow topics.</summary>
    public static TopicPattern OwnShadow { get; } = new($"$aws/things/{PolicyVariables.ThingName}/shadow/*");

    /// <summary>The device's own job topics.</summary>
    public static TopicPattern OwnJobs { get; } = new($"$aws/things/{PolicyVariables.ThingName}/jobs/*");

    /// <summary>The device's own topics under a root: <c>{root}/{thing name}/*</c>.</summary>
    public static TopicPattern OwnUnder(string root) => Parse($"{root}/{PolicyVariables.ThingName}/*");

    /// <summary>Reads a pattern, or says why it is none.</summary>
    public static TopicPattern Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text.IndexOfAny(['+', '#']) is var wildcard and >= 0)
        {
            throw new ComponentException(ComponentCodes.IotTopicInvalid, $"'{text}' has MQTT's wildcard {text[wildcard]}, which a policy takes literally; write * instead");
        }
        foreach (Match variable in Variable().Matches(text))
        {
            if (!PolicyVariables.All.Contains(variable.Value))
            {
                throw new ComponentException(ComponentCodes.IotTopicInvalid, $"'{text}' has the variable {variable.Value}, which AWS IoT does not fill in; use one of {string.Join(", ", PolicyVariables.All)}");
            }
        }
        return new(text);
    }

    /// <inheritdoc />
    public override string ToString() => Value;

    [GeneratedRegex(@"\$\{[^}]*\}?")]
    private static partial Regex Variable();
}
