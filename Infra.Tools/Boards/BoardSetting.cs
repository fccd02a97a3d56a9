namespace Infra.Tools.Boards;

/// <summary>A value for <c>conf set</c>.</summary>
internal sealed record BoardSetting
{
    public const string ThingName = "thing_name";
    public const string MqttEndpoint = "mqtt_endpoint";
    public const string WifiNetwork = "wifi_ssid";
    public const string WifiPassword = "wifi_credential";

    /// <summary>The latest time known: where a board without a clock begins to count, so that certificates are valid to it.</summary>
    public const string TimeHighWaterMark = "time_hwm";

    private BoardSetting(string value, bool isSecret) => (Value, IsSecret) = (value, isSecret);

    public string Value { get; }

    public bool IsSecret { get; }

    /// <summary>The value for messages.</summary>
    public string Shown => IsSecret ? "***" : Value;

    /// <param name="name">Of the setting, for an error.</param>
    /// <param name="value">The console cuts its line at blanks and knows no quotes, so neither can be in a value.</param>
    /// <param name="isSecret">Whether the value stays out of messages.</param>
    public static BoardSetting Of(string name, string value, bool isSecret = false)
    {
        var setting = new BoardSetting(value, isSecret);
        return value.Length > 0 && value.All(letter => letter is > ' ' and <= '~' and not '"')
            ? setting
            : throw new ToolException(ExitCodes.Refused, BoardErrors.SettingNotPossible,
                $"the board's console cannot take '{setting.Shown}' for {name}: visible ASCII without blanks and quotes only", $"choose another {name}");
    }
}
