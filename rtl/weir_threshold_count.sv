// Multi-threshold activation of Pe values at once: code = OutBias + the number of the lane's thresholds t with value >= t.
//
// Parameters: Pe >= 1 lanes; Steps >= 1 thresholds a lane; ValueBits 1..ThresholdBits - 1, two's complement; OutBits 1..56,
//   which must hold OutBias..OutBias + Steps (in two's complement if OutBias is negative); OutBias, given in 64 bits if 32 are
//   too few, and 0 for a bipolar output (1 for +1); ThresholdBits, two's complement: at least one bit more than the values, so
//   that a threshold of max + 1 means "never".
// Packing: lane p starts at bit p * width; threshold (p, k) is in lane p * Steps + k. Thresholds may be in any order.
// Purely combinational: L = 0. codes_o is 0 while enable_i is low, which saves the simulator work.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_threshold_count #(
    parameter int Pe = 0,
    parameter int Steps = 0,
    parameter int ValueBits = 0,
    parameter int ThresholdBits = 0,
    parameter int OutBits = 0,
    parameter signed OutBias = 0
) (
    input  logic                              enable_i,
    input  logic [          Pe*ValueBits-1:0] values_i,
    input  logic [Pe*Steps*ThresholdBits-1:0] thresholds_i,
    output logic [            Pe*OutBits-1:0] codes_o
);
`ifndef __ICARUS__
  if (Pe < 1) $error("weir_threshold_count: Pe is %0d, must be at least 1", Pe);
  if (Steps < 1) $error("weir_threshold_count: Steps is %0d, must be at least 1", Steps);
  if (ValueBits < 1) $error("weir_threshold_count: ValueBits is %0d, must be at least 1", ValueBits);
  if (ThresholdBits <= ValueBits)
    $error("weir_threshold_count: ThresholdBits is %0d, must be above the %0d ValueBits", ThresholdBits, ValueBits);
  if (OutBits < 1 || OutBits > 56) $error("weir_threshold_count: OutBits is %0d, must be 1 to 56", OutBits);
  if (64'(OutBias) < -(64'sd1 <<< (OutBits - 1)) ||
      64'(OutBias) + 64'(Steps) >= 64'sd1 <<< (OutBias < 0 ? OutBits - 1 : OutBits))
    $error("weir_threshold_count: OutBits is %0d, too narrow for OutBias %0d to OutBias + Steps %0d", OutBits, OutBias,
           64'(OutBias) + 64'(Steps));
`endif

  localparam int CodeBits = OutBits > 32 ? OutBits : 32;

  logic signed [ThresholdBits-1:0] value;
  logic signed [ThresholdBits-1:0] threshold;
  logic [CodeBits-1:0] code;

  always_comb begin
    codes_o = '0;
    value = '0;
    threshold = '0;
    code = '0;
    if (enable_i) begin
      for (int p = 0; p < Pe; p++) begin
        value = ThresholdBits'($signed(values_i[p*ValueBits+:ValueBits]));
        code = CodeBits'(OutBias);
        for (int k = 0; k < Steps; k++) begin
          threshold = thresholds_i[(p*Steps+k)*ThresholdBits+:ThresholdBits];
          code = code + CodeBits'(value >= threshold);
        end
        codes_o[p*OutBits+:OutBits] = code[OutBits-1:0];
      end
    end
  end
endmodule
// verilator lint_on WIDTHCONCAT
