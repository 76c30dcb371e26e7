// The common part of the vendor's DSP slices: registers, pre-adder, multiplier and a wide adder with cascades.
//
// Parameters: widths of the ports; MultiplyA, MultiplyB: widths of the multiplier's operands; Shift: distance by which the Z
//   multiplexer shifts; *Regs: stages of each register; UsesAd: the multiplier takes the pre-adder's result; AdTakesB,
//   MultiplyBAd: PREADDINSEL and BMULTSEL; Dot: three products of 9 by 8 bits, summed; Multiplies: 0 for USE_MULT "NONE";
//   Lanes: 1, 2 or 4 lanes of the adder; Round: RND.
// Latency: one cycle for each register on the path. A register's reset has priority over its enable.
// Does NOT: support pattern detection, overflow and underflow, wide XOR, or a multiplier's sign across slices (OPMODE Z of 100).
// Combinational paths: from each input to each output between which no register is configured.
module weir_dsp #(
    parameter int AWidth,
    parameter int BWidth,
    parameter int PWidth,
    parameter int DWidth,
    parameter int MultiplyA,
    parameter int MultiplyB,
    parameter int Shift,
    parameter bit CascadesA,
    parameter bit CascadesB,
    parameter int ARegs,
    parameter int BRegs,
    parameter int ACascadeRegs,
    parameter int BCascadeRegs,
    parameter int AdRegs,
    parameter int AluModeRegs,
    parameter int CarryInRegs,
    parameter int CarrySelRegs,
    parameter int CRegs,
    parameter int DRegs,
    parameter int InModeRegs,
    parameter int MRegs,
    parameter int OpModeRegs,
    parameter int PRegs,
    parameter bit UsesAd,
    parameter bit AdTakesB,
    parameter bit MultiplyBAd,
    parameter bit Dot,
    parameter bit Multiplies,
    parameter int Lanes,
    parameter logic [PWidth-1:0] Round
) (
    input  logic              clk_i,
    input  logic [AWidth-1:0] a_i,
    input  logic [BWidth-1:0] b_i,
    input  logic [PWidth-1:0] c_i,
    input  logic [DWidth-1:0] d_i,
    input  logic [AWidth-1:0] a_cascade_i,
    input  logic [BWidth-1:0] b_cascade_i,
    input  logic [PWidth-1:0] p_cascade_i,
    input  logic              carry_cascade_i,
    input  logic [       3:0] alu_mode_i,
    input  logic              carry_i,
    input  logic [       2:0] carry_sel_i,
    input  logic [       4:0] in_mode_i,
    input  logic [       8:0] op_mode_i,
    input  logic ce_a1_i,
    input  logic ce_a2_i,
    input  logic ce_ad_i,
    input  logic ce_alu_mode_i,
    input  logic ce_b1_i,
    input  logic ce_b2_i,
    input  logic ce_c_i,
    input  logic ce_carry_i,
    input  logic ce_control_i,
    input  logic ce_d_i,
    input  logic ce_in_mode_i,
    input  logic ce_m_i,
    input  logic ce_p_i,
    input  logic rst_a_i,
    input  logic rst_b_i,
    input  logic rst_c_i,
    input  logic rst_d_i,
    input  logic rst_carry_i,
    input  logic rst_alu_mode_i,
    input  logic rst_control_i,
    input  logic rst_in_mode_i,
    input  logic rst_m_i,
    input  logic rst_p_i,
    output logic [AWidth-1:0] a_cascade_o,
    output logic [BWidth-1:0] b_cascade_o,
    output logic [PWidth-1:0] p_o,
    output logic [       3:0] carry_o,
    output logic              carry_cascade_o
);
  localparam int MWidth = MultiplyA + MultiplyB;
  localparam int LaneWidth = PWidth / Lanes;

  // A and B: two registers each, of which the first may be bypassed.
  logic [AWidth-1:0] a_in, a1_q = '0, a2_q = '0, a2;
  logic [BWidth-1:0] b_in, b1_q = '0, b2_q = '0, b2;
  assign a_in = CascadesA ? a_cascade_i : a_i;
  assign b_in = CascadesB ? b_cascade_i : b_i;
  assign a2 = ARegs == 0 ? a_in : a2_q;
  assign b2 = BRegs == 0 ? b_in : b2_q;
  assign a_cascade_o = ACascadeRegs == ARegs ? a2 : a1_q;
  assign b_cascade_o = BCascadeRegs == BRegs ? b2 : b1_q;
  always_ff @(posedge clk_i) begin
    if (rst_a_i) a1_q <= '0;
    else if (ce_a1_i) a1_q <= a_in;
    if (rst_a_i) a2_q <= '0;
    else if (ce_a2_i) a2_q <= ARegs == 2 ? a1_q : a_in;
    if (rst_b_i) b1_q <= '0;
    else if (ce_b1_i) b1_q <= b_in;
    if (rst_b_i) b2_q <= '0;
    else if (ce_b2_i) b2_q <= BRegs == 2 ? b1_q : b_in;
  end

  // C, D and the controls.
  logic [PWidth-1:0] c_q = '0, c;
  logic [DWidth-1:0] d_q = '0, d;
  logic [4:0] in_mode_q = '0, in_mode;
  logic [8:0] op_mode_q = '0, op_mode;
  logic [3:0] alu_mode_q = '0, alu_mode;
  logic [2:0] carry_sel_q = '0, carry_sel;
  logic carry_q = 1'b0, carry_given, round_q = 1'b0, round_now;
  assign c = CRegs == 0 ? c_i : c_q;
  assign d = DRegs == 0 ? d_i : d_q;
  assign in_mode = InModeRegs == 0 ? in_mode_i : in_mode_q;
  assign op_mode = OpModeRegs == 0 ? op_mode_i : op_mode_q;
  assign alu_mode = AluModeRegs == 0 ? alu_mode_i : alu_mode_q;
  assign carry_sel = CarrySelRegs == 0 ? carry_sel_i : carry_sel_q;
  assign carry_given = CarryInRegs == 0 ? carry_i : carry_q;
  always_ff @(posedge clk_i) begin
    if (rst_c_i) c_q <= '0;
    else if (ce_c_i) c_q <= c_i;
    if (rst_d_i) d_q <= '0;
    else if (ce_d_i) d_q <= d_i;
    if (rst_in_mode_i) in_mode_q <= '0;
    else if (ce_in_mode_i) in_mode_q <= in_mode_i;
    if (rst_control_i) op_mode_q <= '0;
    else if (ce_control_i) op_mode_q <= op_mode_i;
    if (rst_alu_mode_i) alu_mode_q <= '0;
    else if (ce_alu_mode_i) alu_mode_q <= alu_mode_i;
    if (rst_control_i) carry_sel_q <= '0;
    else if (ce_control_i) carry_sel_q <= carry_sel_i;
    if (rst_carry_i) carry_q <= 1'b0;
    else if (ce_carry_i) carry_q <= carry_i;
  end

  // Pre-adder: adds A or B, which in_mode[1] turns off, and D, which in_mode[2] turns on.
  logic [AWidth-1:0] a_read, a_gated;
  logic [BWidth-1:0] b_read, b_gated;
  logic [DWidth-1:0] sum, ad_q = '0, ad;
  logic unused_high;
  assign a_read = in_mode[0] && ARegs != 0 ? a1_q : a2;
  assign b_read = in_mode[4] && BRegs != 0 ? b1_q : b2;
  assign a_gated = in_mode[1] && !AdTakesB ? '0 : a_read;
  assign b_gated = in_mode[1] && AdTakesB ? '0 : b_read;
  assign unused_high = &{1'b0, a_gated[AWidth-1:DWidth], in_mode};
  always_comb begin
    logic [DWidth-1:0] first, second;
    first = in_mode[2] ? d : '0;
    second = AdTakesB ? DWidth'(signed'(b_gated)) : a_gated[DWidth-1:0];
    sum = in_mode[3] ? first - second : first + second;
  end
  assign ad = AdRegs == 0 ? sum : ad_q;
  always_ff @(posedge clk_i) begin
    if (rst_d_i) ad_q <= '0;
    else if (ce_ad_i) ad_q <= sum;
  end

  // Multiplier.
  logic [MWidth-1:0] product, m_q = '0, m;
  always_comb begin
    logic signed [MultiplyA-1:0] x;
    logic signed [MultiplyB-1:0] y;
    x = signed'(UsesAd ? MultiplyA'(ad) : MultiplyA'(a_gated));
    y = signed'(MultiplyBAd ? MultiplyB'(ad) : MultiplyB'(b_gated));
    product = '0;
    if (Dot) begin
      for (int i = 0; i < 3; i++)
        product += MWidth'(signed'(x[(9*i)%MultiplyA+:9])) * MWidth'(signed'(y[(8*i)%MultiplyB+:8]));
    end else if (Multiplies) product = MWidth'(x) * MWidth'(y);
  end
  assign m = MRegs == 0 ? product : m_q;
  assign round_now = MRegs == 0 ? a_gated[MultiplyA-1] ~^ b_gated[MultiplyB-1] : round_q;
  always_ff @(posedge clk_i) begin
    if (rst_m_i) m_q <= '0;
    else if (ce_m_i) m_q <= product;
    if (rst_m_i) round_q <= 1'b0;
    else if (ce_m_i) round_q <= a_gated[MultiplyA-1] ~^ b_gated[MultiplyB-1];
  end

  // Multiplexers and adder.
  logic [PWidth-1:0] p_q = '0, result, w, x, y, z;
  logic [3:0] carry_out, carry_out_q = '0;
  logic carry_in;
  always_comb begin
    case (op_mode[1:0])
      2'b00: x = '0;
      2'b01: x = PWidth'(signed'(m));
      2'b10: x = p_q;
      default: x = PWidth'({a2, b2});
    endcase
    case (op_mode[3:2])
      2'b00, 2'b01: y = '0;  // 01: the multiplier's second partial product; x holds the whole product
      2'b10: y = '1;
      default: y = c;
    endcase
    case (op_mode[6:4])
      3'b001: z = p_cascade_i;
      3'b010, 3'b100: z = p_q;
      3'b011: z = c;
      3'b101: z = PWidth'(signed'(p_cascade_i) >>> Shift);
      3'b110: z = PWidth'(signed'(p_q) >>> Shift);
      default: z = '0;
    endcase
    case (op_mode[8:7])
      2'b00: w = '0;
      2'b01: w = p_q;
      2'b10: w = Round;
      default: w = c;
    endcase
    case (carry_sel)
      3'b001: carry_in = !p_cascade_i[PWidth-1];
      3'b010: carry_in = carry_cascade_i;
      3'b011: carry_in = p_cascade_i[PWidth-1];
      3'b100: carry_in = carry_cascade_o;
      3'b101: carry_in = !p_q[PWidth-1];
      3'b110: carry_in = round_now;
      3'b111: carry_in = p_q[PWidth-1];
      default: carry_in = carry_given;
    endcase
  end
  logic [PWidth-1:0] arithmetic, logical;
  logic [Lanes-1:0] lane_carry;
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    localparam int Bits = LaneWidth + 2;
    logic [LaneWidth-1:0] other;
    logic [LaneWidth+1:0] lane;
    logic unused;
    assign other = z[i*LaneWidth+:LaneWidth] ^ {LaneWidth{alu_mode[0]}};
    assign lane = Bits'(other) + Bits'(w[i*LaneWidth+:LaneWidth]) + Bits'(x[i*LaneWidth+:LaneWidth]) + Bits'(y[i*LaneWidth+:LaneWidth]) +
                  Bits'(i == 0 && carry_in);
    assign arithmetic[i*LaneWidth+:LaneWidth] = lane[LaneWidth-1:0] ^ {LaneWidth{alu_mode[1]}};
    assign lane_carry[i] = lane[LaneWidth] ^ (alu_mode[1:0] == 2'b11);
    assign unused = lane[LaneWidth+1];
  end
  always_comb begin
    case ({alu_mode, op_mode[3]})
      5'b0100_0, 5'b0101_1, 5'b0110_1, 5'b0111_0: logical = x ^ z;
      5'b0100_1, 5'b0101_0, 5'b0110_0, 5'b0111_1: logical = ~(x ^ z);
      5'b1100_0: logical = x & z;
      5'b1100_1: logical = x | z;
      5'b1101_0: logical = x & ~z;
      5'b1101_1: logical = x | ~z;
      5'b1110_0: logical = ~(x & z);
      5'b1110_1: logical = ~(x | z);
      5'b1111_0: logical = ~x | z;
      5'b1111_1: logical = ~x & z;
      default: logical = '0;
    endcase
    carry_out = '0;
    for (int i = 0; i < Lanes; i++) carry_out[4/Lanes*(i+1)-1] = lane_carry[i] && alu_mode[3:2] == 2'b00;
  end
  assign result = alu_mode[3:2] == 2'b00 ? arithmetic : logical;
  assign p_o = PRegs == 0 ? result : p_q;
  assign carry_o = PRegs == 0 ? carry_out : carry_out_q;
  assign carry_cascade_o = carry_out_q[3];
  always_ff @(posedge clk_i) begin
    if (rst_p_i) p_q <= '0;
    else if (ce_p_i) p_q <= result;
    if (rst_p_i) carry_out_q <= '0;
    else if (ce_p_i) carry_out_q <= carry_out;
  end
endmodule
